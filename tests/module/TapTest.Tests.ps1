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
        { Invoke-ChildPwsh { Start-Sleep 60 } -TimeoutInSeconds 2 } | Should -Throw '*did not end within 2 seconds*'
    }
}

Describe 'Complete' {
    It 'offers what the Tab key would' {
        (Complete 'Connect-TapG').CompletionText | Should -Be 'Connect-TapGraph'
    }
}
