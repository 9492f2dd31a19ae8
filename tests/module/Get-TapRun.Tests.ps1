# Journals: read back, and piped into the commands that go on from there. Over HTTP.

BeforeAll {
    Import-Module "$PSScriptRoot/TapTest.psm1"
    function Get-User ([int] $Number) { 'user{0:d7}@contoso.example' -f $Number }
    function New-Journal { Join-Path $TestDrive "$([guid]::NewGuid()).jsonl" }

    # A run of so many users, with one that does not exist; what it puts out is dropped.
    function Invoke-Run ([string] $Journal, [int] $Users = 5, [hashtable] $Options = @{}) {
        $null = @(1..$Users | ForEach-Object { Get-User $_ }; 'nobody@contoso.example') |
            New-TapPass -Journal $Journal -ErrorAction SilentlyContinue @Options
    }

    # The journal as a killed process leaves it: without these lines.
    function Remove-Line ([string] $Journal, [string[]] $Like) {
        $lines = Get-Content $Journal | Where-Object { $line = $_; -not ($Like | Where-Object { $line -like $_ }) }
        [System.IO.File]::WriteAllLines($Journal, [string[]] $lines)
    }
}

Describe 'Get-TapRun' {
    BeforeEach {
        Reset-Sandbox @{ users = 30 }
        Connect-Sandbox @{ roles = @('UserAuthMethod-TAP.ReadWrite.All') }
        $journal = New-Journal
    }

    It 'fits a window of 80 with what matters, the rows too' {
        Invoke-Run $journal
        $lines = @((Get-TapRun $journal | Out-String -Width 80).Trim() -split '\r?\n')
        $lines.Count | Should -Be 3
        $lines[0] | Should -Match '^Started +State +Duration +Rows Delivered Failed Unknown +Rate$'
        $lines[2] | Should -Match '\d+[.,]\d/s$'
        $lines = @((Get-TapRun $journal -Detail | Out-String -Width 80).Trim() -split '\r?\n')
        $lines[0] | Should -Match '^Row UserId +Outcome +Reason +Later\s*$'
        $lines.Count | Should -Be 8
    }

    It 'tells of a run how it went, who ran it and where' {
        Invoke-Run $journal
        $run = Get-TapRun $journal
        $run.State | Should -Be 'Ended'
        $run.Rows | Should -Be 6
        $run.Delivered | Should -Be 5
        $run.Failed | Should -Be 1
        $run.Unknown | Should -Be 0
        $run.Requests | Should -BeGreaterOrEqual 6
        $run.Throttled | Should -Be 0
        $run.RatePerSecond | Should -BeGreaterThan 0
        $run.Duration | Should -BeGreaterThan ([timespan]::Zero)
        $run.EndedAt | Should -BeGreaterThan $run.StartedAt
        $run.TenantId | Should -Be (Get-TapContext).TenantId
        $run.ClientId | Should -Be (Get-TapContext).ClientId
        $run.Path | Should -Be $journal
        "$run" | Should -Match '5 delivered, 1 failed'
    }

    It 'needs no connection' {
        Invoke-Run $journal
        Disconnect-TapGraph
        (Get-TapRun $journal).Delivered | Should -Be 5
    }

    It 'gives the rows with -Detail: outcome, values, pass id, reason and advice' {
        Invoke-Run $journal -Options @{ LifetimeInMinutes = 120; IsUsableOnce = $true }
        $rows = Get-TapRun $journal -Detail
        $rows.Count | Should -Be 6
        $delivered = $rows | Where-Object UserId -EQ (Get-User 2)
        $delivered.Outcome | Should -Be 'Delivered'
        $delivered.RowNumber | Should -Be 2
        $delivered.LifetimeInMinutes | Should -Be 120
        $delivered.IsUsableOnce | Should -BeTrue
        $delivered.PassId | Should -Be (Get-TapPass (Get-User 2)).PassId
        $delivered.ExpirationDateTime | Should -Be $delivered.CreatedDateTime.AddMinutes(120)
        $delivered.SentAt | Should -BeLessOrEqual $delivered.EndedAt
        $failed = $rows | Where-Object Outcome -EQ 'Failed'
        $failed.UserId | Should -Be 'nobody@contoso.example'
        $failed.Reason | Should -Be 'UserNotFound'
        $failed.Status | Should -Be 404
        $failed.Advice | Should -Match 'spelling'
    }

    It 'gives one run after the other of a journal, and says how a user ended later' {
        Invoke-Run $journal
        Remove-Line $journal "*delivered*$(Get-User 3)*", '*"end"*'
        Invoke-Run $journal
        $runs = Get-TapRun $journal
        $runs.Count | Should -Be 2
        $runs[0].State | Should -Be 'Interrupted'
        $runs[0].Unknown | Should -Be 1
        $runs[1].Rows | Should -Be 6 -Because 'every row that was read is recorded'
        $runs[1].Skipped | Should -Be 4
        $first = $runs[0].GetRows() | Where-Object UserId -EQ (Get-User 3)
        $first.Outcome | Should -Be 'Unknown'
        $first.LaterOutcome | Should -Be 'Delivered'
    }

    It 'reads several journals, by wildcard, by list, from files and from their names' {
        $folder = New-Item -ItemType Directory (Join-Path $TestDrive ([guid]::NewGuid()))
        foreach ($name in 'a', 'b', 'c[1]') { Invoke-Run (Join-Path $folder "$name.jsonl") 1 }
        @(Get-TapRun "$folder/*.jsonl").Count | Should -Be 3
        @(Get-TapRun -Journal "$folder/a.jsonl", "$folder/b.jsonl").Count | Should -Be 2
        @(Get-ChildItem $folder | Get-TapRun).Count | Should -Be 3
        @("$folder/a.jsonl", "$folder/b.jsonl" | Get-TapRun).Count | Should -Be 2
        @(Get-TapRun -LiteralPath "$folder/c[1].jsonl").Count | Should -Be 1
        Get-TapRun "$folder/*.none" -ErrorAction SilentlyContinue -ErrorVariable nothing | Should -BeNullOrEmpty
        "$($nothing[0])" | Should -BeLike 'No file matches*'
    }

    It 'takes no notice of a torn last line' {
        Invoke-Run $journal
        [System.IO.File]::AppendAllText($journal, '{"event":"se')
        (Get-TapRun $journal).Delivered | Should -Be 5
        [System.IO.File]::ReadAllText($journal) | Should -BeLike '*{"event":"se' -Because 'reading changes nothing'
    }

    It 'says where a journal is damaged, what is no journal, and what is not there; and reads the others' {
        Invoke-Run $journal
        $damaged = New-Journal
        (Get-Content $journal) -replace '^\{"event":"sent".*"row":3.*', 'oh no' | Set-Content $damaged
        $other = Join-Path $TestDrive 'other.txt'
        Set-Content $other 'name,surname'
        $runs = Get-TapRun $damaged, $other, "$TestDrive/nothing.jsonl", $journal -ErrorAction SilentlyContinue -ErrorVariable problems
        @($runs).Count | Should -Be 1
        $problems.Count | Should -Be 3
        $problems.FullyQualifiedErrorId | Should -Be (@('JournalUnusable,TapModule.Commands.GetTapRunCommand') * 3)
        "$($problems[0])" | Should -Match 'damaged at line \d+'
        "$($problems[2])" | Should -Match 'nothing\.jsonl'
    }

    It 'reads a journal that is being written, and says so' {
        $null = Invoke-Sandbox faults -Method Put -Body @{ latencyInMilliseconds = 300 }
        $script = Join-Path $TestDrive 'slow.ps1'
        Set-Content $script @"
Import-Module '$(Get-TapModulePath)'
Connect-TapGraph -AccessToken ([System.Net.NetworkCredential]::new('', 'x').SecurePassword) -GraphEndpoint '$((Start-Sandbox).graph)'
1..30 | ForEach-Object { 'user{0:d7}@contoso.example' -f `$_ } | New-TapPass -Journal '$journal' -BatchSize 1 -ThrottleLimit 1
"@
        $process = Start-FreshPwsh '-File', $script -Redirect
        try {
            while (-not $process.HasExited -and -not ((Test-Path $journal) -and (Get-TapRun $journal -Detail | Where-Object Outcome -EQ 'Delivered'))) { Start-Sleep -Milliseconds 50 }
            $process.HasExited | Should -BeFalse
            $run = Get-TapRun $journal
            $run.State | Should -Be 'Running'
            $run.EndedAt | Should -BeNullOrEmpty
            $run.GetRows().Outcome | Should -Not -Contain 'Unknown'
        } finally {
            $process.Kill()
            $process.WaitForExit()
        }
        (Get-TapRun $journal).State | Should -Be 'Interrupted'
        (Get-TapRun $journal).GetRows().Outcome | Should -Not -Contain 'Sent'
    }
}

Describe 'A run in the pipeline' {
    BeforeEach {
        Reset-Sandbox @{ users = 30 }
        Connect-Sandbox @{ roles = @('UserAuthMethod-TAP.ReadWrite.All') }
        $journal = New-Journal
    }

    It 'into Get-TapPass: what became of its passes, each with its row' {
        Invoke-Run $journal
        Remove-TapPass (Get-User 1) -Confirm:$false
        $passes = Get-TapRun $journal | Get-TapPass -IncludeMissing
        $passes.Count | Should -Be 5
        ($passes | Where-Object UserId -EQ (Get-User 1)).State | Should -Be 'None'
        ($passes | Where-Object UserId -EQ (Get-User 2)).InputObject.Outcome | Should -Be 'Delivered'
    }

    It 'into Get-TapPass: finds the pass that replaced the run''s' {
        Invoke-Run $journal 1
        $newer = New-TapPass (Get-User 1)
        $pass = Get-TapRun $journal -Detail | Where-Object Outcome -EQ Delivered | Get-TapPass
        $pass.PassId | Should -Be $newer.PassId
        $pass.InputObject.PassId | Should -Not -Be $newer.PassId
    }

    It 'into New-TapPass: issues again what failed or is unknown, and tells which values are not asked for again' {
        Invoke-Run $journal -Options @{ LifetimeInMinutes = 240; IsUsableOnce = $true }
        Remove-Line $journal "*delivered*$(Get-User 3)*", '*"end"*'
        $null = Invoke-Sandbox user -Method Post -Body @{ userPrincipalName = 'nobody@contoso.example' }
        $again = Get-TapRun $journal | New-TapPass -Journal $journal -IsUsableOnce $true -WarningVariable warnings -WarningAction SilentlyContinue
        $again.UserId | Sort-Object | Should -Be 'nobody@contoso.example', (Get-User 3)
        $again.LifetimeInMinutes | Should -Be 60, 60
        $again.IsUsableOnce | Should -Be $true, $true
        "$warnings" | Should -BeLike '*ended after it had read 6 rows; there may be more in its list*'
        "$warnings" | Should -BeLike '*Rows of the run asked for LifetimeInMinutes, which is not asked for again*add -LifetimeInMinutes, or give the list again with the same -Journal.'
        Get-TapRun $journal | New-TapPass | Should -BeNullOrEmpty -Because 'nobody waits for a pass any more'
    }

    It 'into New-TapPass: lets the command line change the values' {
        Invoke-Run $journal 1 -Options @{ LifetimeInMinutes = 240 }
        $null = Invoke-Sandbox user -Method Post -Body @{ userPrincipalName = 'nobody@contoso.example' }
        (Get-TapRun $journal | New-TapPass -LifetimeInMinutes 60).LifetimeInMinutes | Should -Be 60
    }

    It 'into New-TapPass: rows bind too, but never replace what a later run delivered' {
        Invoke-Run $journal -Options @{ LifetimeInMinutes = 240 }
        Remove-Line $journal "*delivered*$(Get-User 3)*", '*"end"*'
        $null = Get-TapRun $journal -Detail | Where-Object Outcome -EQ 'Unknown' | New-TapPass -Journal $journal -LifetimeInMinutes 240
        $held = Get-TapPass (Get-User 3)
        $held.LifetimeInMinutes | Should -Be 240
        $again = Get-TapRun $journal -Detail | Where-Object Outcome -EQ 'Unknown' | New-TapPass -WarningVariable warnings -WarningAction SilentlyContinue
        $again | Should -BeNullOrEmpty
        "$warnings" | Should -Match 'later run'
        (Get-TapPass (Get-User 3)).PassId | Should -Be $held.PassId
    }

    It 'into a command that is connected to another tenant: an error, and nothing is sent' {
        Invoke-Run $journal
        $other = New-Journal
        (Get-Content $journal) -replace [regex]::Escape((Get-TapContext).TenantId), ([guid]::NewGuid()) | Set-Content $other
        $null = Invoke-Sandbox requests -Method Delete
        $problems = @(
            Get-TapRun $other | Get-TapPass -ErrorAction SilentlyContinue -ErrorVariable +problem
            Get-TapRun $other | New-TapPass -ErrorAction SilentlyContinue -ErrorVariable +problem
            Get-TapRun $other | Remove-TapPass -Force -ErrorAction SilentlyContinue -ErrorVariable +problem
            Get-TapRun $other -Detail | Remove-TapPass -Force -ErrorAction SilentlyContinue -ErrorVariable +problem
        )
        $problems | Should -BeNullOrEmpty
        $problem.Count | Should -Be 9
        "$problem" | Should -Match 'was in the tenant'
        @(Invoke-Sandbox requests | ForEach-Object { $_ }).Count | Should -Be 0
    }
}
