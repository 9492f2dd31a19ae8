# The repository's own scripts.

BeforeAll {
    $root = (Resolve-Path "$PSScriptRoot/../..").Path
    $scripts = Get-ChildItem $root -Recurse -Include '*.ps1', '*.psm1', '*.psd1' |
        Where-Object { $_.FullName.Substring($root.Length) -notmatch '[\\/](out|bin|obj)[\\/]' }
    $tests = $scripts | Where-Object { $_.FullName.Substring($root.Length) -match '^[\\/]tests[\\/]' }
    $others = $scripts | Where-Object { $_ -notin $tests }

    function Get-Finding {
        param([object[]] $Script, [string] $Settings)

        $Script | ForEach-Object { Invoke-ScriptAnalyzer -Path $_ -Settings (Join-Path $root $Settings) } |
            ForEach-Object { "$($_.ScriptName) line $($_.Line): $($_.RuleName): $($_.Message)" }
    }
}

Describe 'The scripts of the repository' {
    It 'have nothing that the analyzer objects to, and no syntax that Windows PowerShell lacks' {
        if (-not (Get-Module -ListAvailable PSScriptAnalyzer)) { Set-ItResult -Skipped -Because 'PSScriptAnalyzer is not installed' }
        $others.Name | Should -Contain 'build.ps1'
        Get-Finding $others 'PSScriptAnalyzerSettings.psd1' | Should -BeNullOrEmpty
    }

    It 'are clean in the tests too, by the rules that make sense there' {
        if (-not (Get-Module -ListAvailable PSScriptAnalyzer)) { Set-ItResult -Skipped -Because 'PSScriptAnalyzer is not installed' }
        Get-Finding $tests 'tests/PSScriptAnalyzerSettings.psd1' | Should -BeNullOrEmpty
    }

    It 'are ASCII where Windows PowerShell reads them, which takes UTF-8 without a mark for something else' {
        foreach ($script in $others) { [System.IO.File]::ReadAllText($script) | Should -Not -Match '[^\x00-\x7f]' -Because $script.Name }
    }
}
