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

Describe 'build.sh' {
    BeforeEach { if ($IsWindows) { Set-ItResult -Skipped -Because 'there is build.ps1 for Windows' } }

    BeforeAll {
        # A machine that has no more than these programs.
        function Invoke-Door ([hashtable] $Program) {
            $bin = (New-Item -ItemType Directory (Join-Path $TestDrive ([guid]::NewGuid()))).FullName
            $null = New-Item -ItemType SymbolicLink -Path "$bin/dirname" -Target (Get-Command dirname).Source
            foreach ($name in $Program.Keys) {
                Set-Content "$bin/$name" "#!/bin/sh`n$($Program[$name])"
                & chmod +x "$bin/$name"
            }
            $said = & /usr/bin/env "PATH=$bin" /bin/bash "$root/build.sh" demo 2>&1
            @{ Said = "$said"; ExitCode = $LASTEXITCODE }
        }
    }

    It 'takes the pwsh on the PATH' {
        $door = Invoke-Door @{ pwsh = 'echo "pwsh: $*"'; dotnet = 'echo no; exit 1' }
        $door.Said | Should -Be 'pwsh: -NoProfile -File build.ps1 -Task demo'
    }

    It 'gets PowerShell as a .NET tool where there is none' {
        $door = Invoke-Door @{ dotnet = 'echo "dotnet: $*"' }
        $door.Said | Should -BeLike '*dotnet: tool run pwsh -- -NoProfile -File build.ps1 -Task demo'
    }

    It 'stops and says what it tried where PowerShell cannot be got' {
        $door = Invoke-Door @{ dotnet = 'echo "the feed does not answer" >&2; exit 1' }
        $door.ExitCode | Should -Be 1
        $door.Said | Should -Match 'the feed does not answer.*error: there is no PowerShell.*dotnet tool restore'
    }

    It 'stops and says what to install where there is nothing' {
        $door = Invoke-Door @{}
        $door.ExitCode | Should -Be 1
        $door.Said | Should -Match 'error: neither pwsh nor dotnet is on the PATH. Install the .NET SDK'
    }
}

Describe 'The count of the tests' {
    It 'is red if a tier ran no test, and its last line is the count alone' {
        $said = & {
            foreach ($tool in 'Common', 'Test') { . "$root/tools/$tool.ps1" }
            Add-TestResult -Passed 5 -Skipped 2
            Assert-TestRun -Tier xUnit -Run 5
            Assert-TestRun -Tier Pester -Run 0
            Write-TestTotal
        } 6>&1
        "$($said[0])" | Should -Be 'No Pester test was run; that counts as one failure.'
        "$($said[-2])" | Should -Be '5 passed, 1 failed, 2 skipped'
        $said[-1] | Should -Be 1
    }
}
