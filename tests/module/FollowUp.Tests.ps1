# After the run: who has a pass, who enrolled, and taking back what is left. Over HTTP.

BeforeAll {
    Import-Module "$PSScriptRoot/TapTest.psm1"
    function Get-User ([int] $Number) { 'user{0:d7}@contoso.example' -f $Number }
    function Get-Held { @((Invoke-Sandbox passes).psobject.Properties.Name) | Sort-Object }
    function Set-Method ([int] $Number, [object[]] $Methods) {
        $null = Invoke-Sandbox user -Method Post -Body @{ userPrincipalName = Get-User $Number; authenticationMethods = $Methods }
    }
}

Describe 'Get-TapPass for many' {
    BeforeEach {
        Reset-Sandbox @{ users = 400 }
        Connect-Sandbox @{ roles = @('UserAuthMethod-TAP.ReadWrite.All') }
    }

    It 'says with -IncludeMissing who has none, in batches' {
        $null = 1..150 | ForEach-Object { Get-User $_ } | New-TapPass
        $null = Invoke-Sandbox requests -Method Delete
        $passes = 1..400 | ForEach-Object { Get-User $_ } | Get-TapPass -IncludeMissing
        @($passes | Where-Object State -EQ 'Usable').Count | Should -Be 150
        $missing = $passes | Where-Object State -EQ 'None'
        $missing.Count | Should -Be 250
        $missing[0].PassId | Should -BeNullOrEmpty
        "$($missing[0])" | Should -Match '^No Temporary Access Pass of user'
        @(Invoke-Sandbox requests | ForEach-Object { $_ } | Where-Object { -not $_.batchItemId -and $_.path -notlike '*batch' }).Count | Should -BeLessThan 20
    }

    It 'filters by -State, several, users without a pass among them' {
        $null = New-TapPass (Get-User 1)
        $null = New-TapPass (Get-User 2) -StartDateTime ([datetimeoffset]::UtcNow.AddDays(1))
        $users = 1..3 | ForEach-Object { Get-User $_ }
        ($users | Get-TapPass -State NotYetValid).UserId | Should -Be (Get-User 2)
        ($users | Get-TapPass -State None).UserId | Should -Be (Get-User 3)
        @($users | Get-TapPass -State None, Usable).Count | Should -Be 2
        $users | Get-TapPass -State Expired | Should -BeNullOrEmpty
    }

    It 'finds nothing, and no error, for a pass that is gone; and an error for a user who is' {
        $pass = New-TapPass (Get-User 1)
        Remove-TapPass (Get-User 1) -Force
        $pass | Get-TapPass | Should -BeNullOrEmpty
        ($pass | Get-TapPass -IncludeMissing).State | Should -Be 'None'
        Get-TapPass nobody@x -PassId $pass.PassId -ErrorAction SilentlyContinue -ErrorVariable problem
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'UserNotFound,*'
    }
}

Describe 'Get-TapPass -IncludeMethods' {
    BeforeEach { Reset-Sandbox @{ users = 10 } }

    It 'tells whether the user has registered a method since' {
        Connect-Sandbox @{ roles = @('UserAuthMethod-TAP.ReadWrite.All', 'UserAuthenticationMethod.Read.All') }
        $null = 1..5 | ForEach-Object { Get-User $_ } | New-TapPass
        Set-Method 1 @{ kind = 'password'; id = '1' }, @{ kind = 'fido2'; id = '2'; createdDateTime = [datetimeoffset]::UtcNow.AddMinutes(1).ToString('o') }
        Set-Method 2 @{ kind = 'phone'; id = '3'; createdDateTime = '2020-01-01T00:00:00Z' }
        Set-Method 3 @{ kind = 'fido2'; id = '4' }
        $passes = 1..4 | ForEach-Object { Get-User $_ } | Get-TapPass -IncludeMethods | Sort-Object UserId
        $passes.Enrolment | Should -Be 'Since', 'Earlier', 'Undated', 'None'
        $passes[0].Methods.Kind | Should -Be 'password', 'fido2'
        ($passes[0] | ConvertTo-Csv | ConvertFrom-Csv).Methods | Should -Be 'password, fido2'
        (Get-TapPass (Get-User 5)).Enrolment | Should -Be 'NotRead'
    }

    It 'counts from the run, where the pass is gone' {
        Connect-Sandbox @{ roles = @('UserAuthMethod-TAP.ReadWrite.All', 'UserAuthenticationMethod.Read.All') }
        $journal = Join-Path $TestDrive 'gone.jsonl'
        $null = Get-User 1 | New-TapPass -Journal $journal
        Set-Method 1 @{ kind = 'fido2'; id = '2'; createdDateTime = [datetimeoffset]::UtcNow.AddMinutes(1).ToString('o') }
        Remove-TapPass (Get-User 1) -Force
        $pass = Get-TapRun $journal | Get-TapPass -IncludeMethods -IncludeMissing
        $pass.State | Should -Be 'None'
        $pass.Enrolment | Should -Be 'Since'
    }

    It 'says that they cannot be read, once, and asks for nothing, when the token lacks the permission' {
        Connect-Sandbox @{ roles = @('UserAuthMethod-TAP.ReadWrite.All') }
        $null = 1..5 | ForEach-Object { Get-User $_ } | New-TapPass
        $null = Invoke-Sandbox requests -Method Delete
        $passes = 1..5 | ForEach-Object { Get-User $_ } | Get-TapPass -IncludeMethods -WarningVariable warnings -WarningAction SilentlyContinue
        $passes.Enrolment | Select-Object -Unique | Should -Be 'CannotBeRead'
        $warnings.Count | Should -Be 1
        "$warnings" | Should -Match 'UserAuthenticationMethod\.Read\.All'
        @(Invoke-Sandbox requests | ForEach-Object { $_ } | Where-Object path -Like '*/methods').Count | Should -Be 0
    }

    It 'says it too when only the service knows, and the passes are there all the same' {
        Connect-Sandbox @{ roles = @('UserAuthMethod-TAP.ReadWrite.All', 'UserAuthenticationMethod.Read.All') }
        $null = 1..3 | ForEach-Object { Get-User $_ } | New-TapPass
        $null = Invoke-Sandbox fault-script -Method Post -Body @{ user = Get-User 2; pathContains = 'authentication/methods'; action = 'status'; statusCode = 403 }
        $passes = 1..3 | ForEach-Object { Get-User $_ } | Get-TapPass -IncludeMethods -BatchSize 1 -WarningVariable warnings -WarningAction SilentlyContinue | Sort-Object UserId
        $passes.State | Should -Be 'Usable', 'Usable', 'Usable'
        $passes.Enrolment | Should -Be 'None', 'CannotBeRead', 'None'
        "$warnings" | Should -Match 'of 1 users'
    }
}

Describe 'Remove-TapPass' {
    BeforeEach {
        Reset-Sandbox @{ users = 30 }
        Connect-Sandbox @{ roles = @('UserAuthMethod-TAP.ReadWrite.All') }
        $journal = Join-Path $TestDrive "$([guid]::NewGuid()).jsonl"
        $users = 1..5 | ForEach-Object { Get-User $_ }

        # As if the run had been some seconds earlier.
        function Move-Run ([int] $Seconds) {
            $earlier = [System.Text.RegularExpressions.MatchEvaluator] { param($time) ([datetimeoffset] $time.Value).AddSeconds(-$Seconds).UtcDateTime.ToString('o') }
            [System.IO.File]::WriteAllText($journal, [regex]::Replace([System.IO.File]::ReadAllText($journal), '(?<=(?:"at"|DateTime"):")[^"]+', $earlier))
        }

        # As if the process had been killed before the answer for this user was there.
        function Remove-Answer ([int] $Number) {
            $lines = Get-Content $journal | Where-Object { $_ -notlike "*delivered*$(Get-User $Number)*" -and $_ -notlike '*"end"*' }
            [System.IO.File]::WriteAllLines($journal, [string[]] $lines)
        }
    }

    It 'says of each pass with -PassThru what became of it' {
        $null = New-TapPass (Get-User 1)
        $removals = (Get-User 1), (Get-User 2) | Remove-TapPass -Force -PassThru | Sort-Object UserId
        $removals.Outcome | Should -Be 'Removed', 'AlreadyGone'
        "$($removals[1])" | Should -Match 'AlreadyGone'
    }

    It 'cleans up with -State Expired, and leaves the others' {
        Reset-Sandbox @{ users = 30; manualClock = [datetimeoffset]::UtcNow.AddHours(-5).ToString('o') }
        Connect-Sandbox @{ roles = @('UserAuthMethod-TAP.ReadWrite.All'); lifetimeInSeconds = 36000 }
        $null = $users[0..1] | New-TapPass -LifetimeInMinutes 60
        $null = Invoke-Sandbox clock -Method Post -Body @{ advanceSeconds = 7200 }
        $null = $users[2..3] | New-TapPass -LifetimeInMinutes 60
        $removals = $users | Remove-TapPass -State Expired -Force -PassThru | Sort-Object UserId
        $removals.Outcome | Should -Be 'Removed', 'Removed', 'Kept', 'Kept', 'AlreadyGone'
        $removals[2].Reason | Should -Be 'it is Usable'
        Get-Held | Should -Be $users[2..3]
    }

    It 'takes back a run, and nothing but its passes' {
        $null = New-TapPass (Get-User 9)
        $null = $users | New-TapPass -Journal $journal
        $newer = New-TapPass (Get-User 2)
        Remove-TapPass (Get-User 3) -Force
        $null = Invoke-Sandbox "user/$(Get-User 5)" -Method Delete
        $removals = Get-TapRun $journal | Remove-TapPass -Force -PassThru | Sort-Object UserId
        $removals.Outcome | Should -Be 'Removed', 'AlreadyGone', 'AlreadyGone', 'Removed', 'AlreadyGone'
        Get-Held | Should -Be (Get-User 2), (Get-User 9)
        (Get-TapPass (Get-User 2)).PassId | Should -Be $newer.PassId
    }

    It 'takes back a pass whose id the journal never learned, if it can be no other' {
        $null = $users | New-TapPass -Journal $journal -LifetimeInMinutes 90
        Remove-Answer 2
        $removals = Get-TapRun $journal | Remove-TapPass -Force -PassThru
        @($removals | Where-Object Outcome -EQ 'Removed').Count | Should -Be 5
        Get-Held | Should -BeNullOrEmpty
    }

    It 'keeps a pass whose id the journal never learned, if it <What>' -ForEach @(
        @{ What = 'was made after the run'; Do = { Move-Run 60; New-TapPass (Get-User 2) -LifetimeInMinutes 90 }; Reason = '*after the run*' }
        @{ What = 'was made before the run'; Do = { $pass = New-TapPass (Get-User 2) -LifetimeInMinutes 90; Move-Run -60; $pass }; Reason = '*before the run*' }
        @{ What = 'was asked for with other values'; Do = { New-TapPass (Get-User 2) -LifetimeInMinutes 120 }; Reason = '*lifetime*' }
        @{ What = 'was made by a later run of the journal'; Do = { Get-User 2 | New-TapPass -LifetimeInMinutes 90 -Journal $journal }; Reason = '*another row*' }
    ) {
        $null = $users | New-TapPass -Journal $journal -LifetimeInMinutes 90
        Remove-Answer 2
        $newer = . $Do
        $removal = Get-TapRun $journal | Select-Object -First 1 | Remove-TapPass -Force -PassThru | Where-Object UserId -EQ (Get-User 2)
        $removal.Outcome | Should -Be 'Kept'
        $removal.Reason | Should -BeLike $Reason
        (Get-TapPass (Get-User 2)).PassId | Should -Be $newer.PassId
    }

    It 'takes back rows of a run, and nothing for those that failed' {
        $null = @($users; 'nobody@contoso.example') | New-TapPass -Journal $journal -ErrorAction SilentlyContinue
        $rows = Get-TapRun $journal -Detail | Where-Object UserId -In (Get-User 1), 'nobody@contoso.example'
        $rows | Remove-TapPass -Force
        Get-Held | Should -Be $users[1..4]
    }

    It 'removes nothing for a row that says that there was none' {
        $none = Get-TapPass (Get-User 1) -IncludeMissing
        $null = New-TapPass (Get-User 1)
        $none | Remove-TapPass -Force
        Get-Held | Should -Be (Get-User 1)
    }

    It 'asks once for a run, with the count, and not at all with <_>' -ForEach '-Force', '-Confirm:$false' {
        $null = $users | New-TapPass -Journal $journal
        $child = Invoke-ChildPwsh -Environment @{ SANDBOX = (Start-Sandbox).graph; JOURNAL = $journal } ([scriptblock]::Create(@"
            Import-Module `$env:TAPMODULE_UNDER_TEST
            Connect-TapGraph -AccessToken ([System.Net.NetworkCredential]::new('', 'x').SecurePassword) -GraphEndpoint `$env:SANDBOX
            Get-TapRun `$env:JOURNAL | Remove-TapPass -WhatIf
            try { Get-TapRun `$env:JOURNAL | Remove-TapPass -ErrorAction Stop } catch { "asked: `$_" }
            @(Get-TapRun `$env:JOURNAL | Get-TapPass).Count
            Get-TapRun `$env:JOURNAL | Remove-TapPass $_
            @(Get-TapRun `$env:JOURNAL | Get-TapPass).Count
"@))
        $lines = @($child.Out.Trim() -split '\r?\n')
        $lines[0] | Should -Match '^What if:.*"5 passes that the run of '
        @($lines -match '^What if').Count | Should -Be 1
        "$lines" | Should -Match 'asked:.*(NonInteractive|prompt)'
        $lines[-2] | Should -Be '5'
        $lines[-1] | Should -Be '0'
    }

    It 'sends nothing with -WhatIf, -Force or not' {
        $null = $users | New-TapPass -Journal $journal
        $null = Invoke-Sandbox requests -Method Delete
        Get-TapRun $journal | Remove-TapPass -WhatIf -Force
        $users | Remove-TapPass -State Expired -WhatIf
        $WhatIfPreference = $true
        $users | Remove-TapPass -Force
        $WhatIfPreference = $false
        @(Invoke-Sandbox requests | ForEach-Object { $_ }).Count | Should -Be 0
    }
}
