# The tests' own tools: what they hide, every other test would believe.

BeforeAll { Import-Module "$PSScriptRoot/TapTest.psm1" }

Describe 'The sandbox server' {
    It 'sees what a command did, and forgets it on reset' {
        Reset-Sandbox
        Connect-Sandbox
        $pass = New-TapPass -UserId 'adele.vance@contoso.example' -LifetimeInMinutes 60
        (Invoke-Sandbox 'passes/adele.vance@contoso.example').issuedCodes | Should -BeExactly $pass.TemporaryAccessPass
        Reset-Sandbox
        (Invoke-Sandbox 'passes/adele.vance@contoso.example').issuedCodes | Should -BeNullOrEmpty
        Disconnect-TapGraph
    }
}

Describe 'Invoke-ChildPwsh' {
    It 'brings back text, errors, JSON and the exit code' {
        $child = Invoke-ChildPwsh -Environment @{ TAPTEST_TEXT = 'a "quoted" text' } {
            [Console]::Error.WriteLine('aside')
            @{ Number = 7; Text = $env:TAPTEST_TEXT } | ConvertTo-Json
            exit 3
        }
        $child.ExitCode | Should -Be 3
        $child.Err.Trim() | Should -Be 'aside'
        $child.Json.Number | Should -Be 7
        $child.Json.Text | Should -Be 'a "quoted" text'
    }

    It 'does not wait for a process that hangs' {
        { Invoke-ChildPwsh { Start-Sleep 60 } -TimeoutInSeconds 1 } | Should -Throw '*did not end within 1 seconds*'
    }
}

Describe 'Start-FreshPwsh' {
    It 'starts a process that Ctrl+C reaches, also where it is itself told to ignore it' {
        if (-not (Test-Path /proc/self/status)) { Set-ItResult -Skipped -Because 'this system does not show what a process ignores' }
        # As a shell starts what it puts into the background.
        $script = Join-Path $TestDrive 'start.ps1'
        Set-Content $script @"
. '$PSScriptRoot/../../tools/Common.ps1'
`$child = Start-FreshPwsh '-Command', 'Select-String SigIgn /proc/self/status -Raw' -Redirect
"`$(Test-InterruptIgnored) `$(`$child.StandardOutput.ReadToEnd())"
"@
        $program = (Get-Process -Id $PID).Path
        $first = if ((Split-Path -Leaf $program) -like 'dotnet*') { "'$PSHOME/pwsh.dll'" }
        $said = & /bin/sh -c "trap '' INT; exec '$program' $first -NoProfile -File '$script'"
        "$said" | Should -Match '^True SigIgn:\s+[0-9a-f]+[0189cd]\s*$' -Because 'the bit of SIGINT, 2, is set in the starter and not in its child'
    }
}

Describe 'Complete' {
    It 'offers what the Tab key would' {
        (Complete 'Connect-TapG').CompletionText | Should -Be 'Connect-TapGraph'
    }
}
