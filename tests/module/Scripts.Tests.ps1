# The repository's own scripts.

BeforeDiscovery {
    $root = Split-Path -Parent (Split-Path -Parent $PSScriptRoot)
    $scripts = Get-ChildItem $root -Recurse -Include '*.ps1', '*.psm1', '*.psd1' |
        ForEach-Object { $_.FullName.Substring($root.Length + 1).Replace('\', '/') } |
        Where-Object { $_ -notmatch '(^|/)(out|bin|obj)/' }
}

Describe 'The script <_>' -ForEach $scripts {
    It 'has nothing that the analyzer objects to, and no syntax that Windows PowerShell lacks' {
        if (-not (Get-Module -ListAvailable PSScriptAnalyzer)) { Set-ItResult -Skipped -Because 'PSScriptAnalyzer is not installed' }
        $root = Split-Path -Parent (Split-Path -Parent $PSScriptRoot)
        $findings = Invoke-ScriptAnalyzer -Path (Join-Path $root $_) -Settings (Join-Path $root 'PSScriptAnalyzerSettings.psd1')
        $findings | ForEach-Object { "line $($_.Line): $($_.RuleName): $($_.Message)" } | Should -BeNullOrEmpty
    }
}
