# The repository's own scripts.

Describe 'The scripts of the repository' {
    It 'have nothing that the analyzer objects to, and no syntax that Windows PowerShell lacks' {
        if (-not (Get-Module -ListAvailable PSScriptAnalyzer)) { Set-ItResult -Skipped -Because 'PSScriptAnalyzer is not installed' }
        $root = Split-Path -Parent (Split-Path -Parent $PSScriptRoot)
        $scripts = Get-ChildItem $root -Recurse -Include '*.ps1', '*.psm1', '*.psd1' |
            Where-Object { $_.FullName.Substring($root.Length) -notmatch '[\\/](out|bin|obj)[\\/]' }
        $scripts.Name | Should -Contain 'build.ps1'
        $findings = $scripts | ForEach-Object { Invoke-ScriptAnalyzer -Path $_ -Settings (Join-Path $root 'PSScriptAnalyzerSettings.psd1') }
        $findings | ForEach-Object { "$($_.ScriptName) line $($_.Line): $($_.RuleName): $($_.Message)" } | Should -BeNullOrEmpty
    }
}
