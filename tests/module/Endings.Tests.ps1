# However a run ends, every code that was issued is in somebody's output, or the journal and the screen say that it is not.

BeforeAll {
    Import-Module "$PSScriptRoot/TapTest.psm1"
    function Get-User ([int] $Number) { 'user{0:d7}@contoso.example' -f $Number }

    # What the tenant holds against what was put out, both by user: nobody may hold a code that nobody has.
    function Assert-NothingLost ([hashtable] $PutOut, [int] $Users) {
        $held = (Invoke-Sandbox passes).psobject.Properties
        @($held).Count | Should -Be $Users
        foreach ($one in $held) { $PutOut[$one.Name] | Should -BeExactly $one.Value.temporaryAccessPass -Because "that is what $($one.Name) holds" }
    }

    # Starts a child that issues passes for many users, appending each code to a file, and gives the process.
    function Start-Issuing ([int] $Users, [string] $Journal, [string] $Output, [string] $Options = '') {
        $script = Join-Path $TestDrive "$([guid]::NewGuid()).ps1"
        Set-Content $script @"
Import-Module '$(Get-TapModulePath)'
Connect-TapGraph -AccessToken ([System.Net.NetworkCredential]::new('', 'x').SecurePassword) -GraphEndpoint '$((Start-Sandbox).graph)'
1..$Users | ForEach-Object { 'user{0:d7}@contoso.example' -f `$_ } | New-TapPass -Journal '$Journal' $Options |
    ForEach-Object { [System.IO.File]::AppendAllText('$Output', "`$(`$_.UserId) `$(`$_.TemporaryAccessPass)``n") }
"@
        Start-FreshPwsh '-File', $script -Redirect
    }

    # The run again, in this process: what it takes up is all in the journal.
    function Complete-Run ([int] $Users, [string] $Journal, [string] $Output) {
        1..$Users | ForEach-Object { Get-User $_ } | New-TapPass -Journal $Journal -WarningAction SilentlyContinue -ErrorAction Stop |
            ForEach-Object { [System.IO.File]::AppendAllText($Output, "$($_.UserId) $($_.TemporaryAccessPass)`n") }
    }

    function Read-PutOut ([string] $Output) {
        $putOut = @{}
        if (Test-Path $Output) { foreach ($line in Get-Content $Output) { $user, $code = $line -split ' ', 2; $putOut[$user] = $code } }
        $putOut
    }

    # Waits until the child has written so many codes; no clock decides.
    function Wait-ForLine ([string] $Output, [int] $Lines, [System.Diagnostics.Process] $Process) {
        while (-not $Process.HasExited) {
            if ((Test-Path $Output) -and @([System.IO.File]::ReadAllLines($Output)).Count -ge $Lines) { return }
            [System.Threading.Thread]::Sleep(5)
        }
    }
}

Describe 'A run that ends early' {
    BeforeEach {
        Reset-Sandbox @{ users = 300; faults = @{ latencyInMilliseconds = 20; jitterInMilliseconds = 20 } }
        Connect-Sandbox @{ roles = @('UserAuthMethod-TAP.ReadWrite.All') }
        $journal = Join-Path $TestDrive "$([guid]::NewGuid()).jsonl"
        $output = Join-Path $TestDrive "$([guid]::NewGuid()).txt"
    }

    It 'and is run again after kill -9 gives every user exactly one working pass (killed after <_> codes)' -ForEach 1, 40, 41, 150, 299 {
        $first = Start-Issuing 300 $journal $output
        Wait-ForLine $output $_ $first
        $first.Kill()
        $first.WaitForExit()

        Complete-Run 300 $journal $output
        Assert-NothingLost (Read-PutOut $output) 300
    }

    It 'also when it is killed again and again' {
        foreach ($lines in 5, 60, 61, 130, 200) {
            $run = Start-Issuing 300 $journal $output
            Wait-ForLine $output $lines $run
            $run.Kill()
            $run.WaitForExit()
        }
        Complete-Run 300 $journal $output
        Assert-NothingLost (Read-PutOut $output) 300
    }

    It 'by Ctrl+C ends without waiting for the service, and a second run makes it right' {
        if ($IsWindows) { Set-ItResult -Skipped -Because 'no process can be sent Ctrl+C there' }
        # The service holds every answer after the first hundred, so that the run would never end by itself.
        $null = Invoke-Sandbox fault-script -Method Post -Body @{ method = 'POST'; action = 'delay'; delayInMilliseconds = 600000; skip = 100; times = 100000 }
        $run = Start-Issuing 300 $journal $output
        Wait-ForLine $output 20 $run
        & /bin/kill -INT $run.Id
        $run.WaitForExit(60000) | Should -BeTrue -Because 'the service would have kept it for ten minutes'

        $null = Invoke-Sandbox fault-script -Method Delete
        Complete-Run 300 $journal $output
        Assert-NothingLost (Read-PutOut $output) 300
    }

    It 'by Select-Object -First tells on the screen who holds a pass that nobody has, and a second run makes it right' {
        $child = Invoke-ChildPwsh -Environment @{ SANDBOX = (Start-Sandbox).graph; JOURNAL = $journal; OUTPUT = $output } {
            Import-Module $env:TAPMODULE_UNDER_TEST
            Connect-TapGraph -AccessToken ([System.Net.NetworkCredential]::new('', 'x').SecurePassword) -GraphEndpoint $env:SANDBOX
            1..300 | ForEach-Object { 'user{0:d7}@contoso.example' -f $_ } | New-TapPass -Journal $env:JOURNAL | Select-Object -First 30 |
                ForEach-Object { [System.IO.File]::AppendAllText($env:OUTPUT, "$($_.UserId) $($_.TemporaryAccessPass)`n") }
            "threads: $(@(Get-Process -Id $PID).Threads.Count)"
        }
        $child.Out | Should -Match 'ended early'
        $child.Out | Should -Match 'user\d{7}@contoso.example'
        (Read-PutOut $output).Count | Should -Be 30

        Complete-Run 300 $journal $output
        Assert-NothingLost (Read-PutOut $output) 300
    }

    It 'by a downstream command that throws loses nothing with a journal' {
        $seen = 0
        { 1..300 | ForEach-Object { Get-User $_ } | New-TapPass -Journal $journal | ForEach-Object {
                if (++$script:seen -gt 25) { throw 'the disk is full' }
                [System.IO.File]::AppendAllText($output, "$($_.UserId) $($_.TemporaryAccessPass)`n")
            } } | Should -Throw 'the disk is full'

        Complete-Run 300 $journal $output
        Assert-NothingLost (Read-PutOut $output) 300
    }

    It 'by a token that is refused in mid-run puts out everything that was issued' {
        $got = @{}
        { 1..300 | ForEach-Object { Get-User $_ } | New-TapPass -ErrorAction SilentlyContinue | ForEach-Object {
                $got[$_.UserId] = $_.TemporaryAccessPass
                if ($got.Count -eq 60) { $null = Invoke-Sandbox tokens/revoke -Method Post }
            } } | Should -Throw -ErrorId 'AuthenticationFailed,*'
        Assert-NothingLost $got $got.Count
    }

    It 'by a journal that fills the disk puts out everything that was issued, and says why it ended' {
        if (-not (Test-Path /bin/bash)) { Set-ItResult -Skipped -Because 'there is no /bin/bash, whose ulimit stands for a full disk' }
        # The system refuses to let a file grow beyond a few kilobytes, as a full disk does.
        $script = Join-Path $TestDrive "$([guid]::NewGuid()).ps1"
        Set-Content $script @"
Import-Module '$(Get-TapModulePath)'
Connect-TapGraph -AccessToken ([System.Net.NetworkCredential]::new('', 'x').SecurePassword) -GraphEndpoint '$((Start-Sandbox).graph)'
try { 1..300 | ForEach-Object { 'user{0:d7}@contoso.example' -f `$_ } | New-TapPass -Journal '$journal' | ForEach-Object { "`$(`$_.UserId) `$(`$_.TemporaryAccessPass)" } }
catch { "ended: `$(`$_.FullyQualifiedErrorId)" }
"@
        # A copy of the module that counts branches cannot write its counts either, and says so when it ends.
        $lines = (Start-FreshPwsh '-File', $script -Redirect -FileSizeLimit 16).StandardOutput.ReadToEnd().TrimEnd() -split '\r?\n'
        $lines[-1] | Should -BeLike 'ended: JournalUnusable,*'
        $putOut = @{}
        foreach ($line in $lines | Select-Object -SkipLast 1) { $user, $code = $line -split ' ', 2; $putOut[$user] = $code }
        $putOut.Count | Should -BeGreaterThan 5
        $putOut.Count | Should -BeLessThan 300
        Assert-NothingLost $putOut $putOut.Count
    }

    It 'by Select-Object -First ends although its producer never does' {
        $passes = & { for ($n = 1; ; $n++) { Get-User ((($n - 1) % 300) + 1) } } | New-TapPass -Journal $journal -ErrorAction SilentlyContinue | Select-Object -First 20
        @($passes).Count | Should -Be 20
    }

    It 'completes its progress bar, also when the rows were few' {
        $shell = [powershell]::Create()
        try {
            $null = $shell.AddScript({ param($Module, $Graph)
                    Import-Module $Module
                    Connect-TapGraph -AccessToken ([System.Net.NetworkCredential]::new('', 'x').SecurePassword) -GraphEndpoint $Graph
                    1..200 | ForEach-Object { 'user{0:d7}@contoso.example' -f $_ } | New-TapPass -MaxRate 100
                }).AddArgument((Get-TapModulePath)).AddArgument((Start-Sandbox).graph)
            $shell.Invoke().Count | Should -Be 200
            $bars = @($shell.Streams.Progress | Where-Object Activity -Like 'Issuing*')
            $bars.Count | Should -BeGreaterThan 1
            $bars[-1].RecordType | Should -Be 'Completed'
            # At most five a second, and the last one.
            $bars.Count | Should -BeLessThan 30
        } finally { $shell.Dispose() }
    }

    It 'leaves no connection behind after Disconnect-TapGraph' {
        $child = Invoke-ChildPwsh -Environment @{ SANDBOX = (Start-Sandbox).graph } {
            Import-Module $env:TAPMODULE_UNDER_TEST
            $port = ([uri] $env:SANDBOX).Port
            # Our ends of the connections to the service; those of the tests' own process are there before.
            function Get-Socket { [System.Net.NetworkInformation.IPGlobalProperties]::GetIPGlobalProperties().GetActiveTcpConnections().Where{ $_.RemoteEndPoint.Port -eq $port -and $_.State -eq 'Established' }.LocalEndPoint.Port }
            $before = @(Get-Socket)
            Connect-TapGraph -AccessToken ([System.Net.NetworkCredential]::new('', 'x').SecurePassword) -GraphEndpoint $env:SANDBOX
            $null = 1..200 | ForEach-Object { 'user{0:d7}@contoso.example' -f $_ } | New-TapPass | Select-Object -First 3
            Disconnect-TapGraph
            # Sockets are closed by the system in its own time; ask until it has.
            for ($i = 0; $i -lt 200 -and (@(Get-Socket).Where{ $_ -notin $before }); $i++) { [System.Threading.Thread]::Sleep(20) }
            "sockets: $(@(Get-Socket).Where{ $_ -notin $before }.Count)"
        }
        $child.Out | Should -Match 'sockets: 0'
    }
}

Describe 'A journal' {
    BeforeEach {
        Reset-Sandbox @{ users = 40 }
        Connect-Sandbox @{ roles = @('UserAuthMethod-TAP.ReadWrite.All') }
        $journal = Join-Path $TestDrive "$([guid]::NewGuid()).jsonl"
    }

    It 'never holds a pass, and is readable by people' {
        $passes = 1..40 | ForEach-Object { Get-User $_ } | New-TapPass -Journal $journal
        $text = Get-Content $journal -Raw
        foreach ($pass in $passes) { $text.Contains($pass.TemporaryAccessPass) | Should -BeFalse }
        $lines = Get-Content $journal | ConvertFrom-Json
        @($lines | Where-Object event -EQ delivered).Count | Should -Be 40
    }

    It 'of another run at the same time is refused' {
        { 1..40 | ForEach-Object { Get-User $_ } | New-TapPass -Journal $journal | ForEach-Object { New-TapPass (Get-User 1) -Journal $journal } } |
            Should -Throw -ErrorId 'JournalUnusable,*'
    }

    It 'is neither made nor written by -WhatIf, but is read' {
        1, 2 | ForEach-Object { Get-User $_ } | New-TapPass -Journal $journal -WhatIf
        $journal | Should -Not -Exist
        $null = New-TapPass (Get-User 1) -Journal $journal
        $before = Get-Content $journal -Raw
        $said = 1, 2 | ForEach-Object { Get-User $_ } | New-TapPass -Journal $journal -WhatIf -Verbose 4>&1
        "$said" | Should -Match 'delivered'
        Get-Content $journal -Raw | Should -BeExactly $before
    }

    It 'takes a path relative to the current location' {
        Push-Location $TestDrive
        try { $null = New-TapPass (Get-User 1) -Journal ./here.jsonl } finally { Pop-Location }
        Join-Path $TestDrive here.jsonl | Should -Exist
    }

    It 'skips what was delivered, and reports a row that asks for something else' {
        $null = New-TapPass (Get-User 1) -LifetimeInMinutes 60 -Journal $journal
        New-TapPass (Get-User 1) -LifetimeInMinutes 60 -Journal $journal -ErrorAction Stop -WarningVariable warned -WarningAction SilentlyContinue | Should -BeNullOrEmpty
        "$warned" | Should -Match '1 row was skipped: the journal'
        { New-TapPass (Get-User 1) -LifetimeInMinutes 120 -Journal $journal -ErrorAction Stop } | Should -Throw -ErrorId 'JournalConflict,*'
    }
}
