# The check of a whole file before the first write. Over HTTP.

BeforeAll {
    Import-Module "$PSScriptRoot/TapTest.psm1"
    $rights = @('UserAuthMethod-TAP.Read.All', 'UserAuthMethod-TAP.ReadWrite.All', 'Policy.Read.AuthenticationMethod', 'User.Read.All', 'GroupMember.Read.All', 'RoleManagement.Read.Directory')
    function Get-Sent { @(Invoke-Sandbox requests) | ForEach-Object { $_ } }
    function Get-SentWrite { @(Get-Sent | Where-Object { $_.method -ne 'GET' -and $_.path -notmatch '\$batch|checkMemberGroups' -or $_.body -match '"method":"(POST|DELETE|PATCH)","url":"[^"]*temporaryAccessPassMethods' }) }
    function Test-One ([string] $Name, [hashtable] $Given = @{}) { Test-TapPass "$Name@contoso.example" @Given }
}

Describe 'Test-TapPass' {
    BeforeEach {
        Reset-Sandbox @{ tokens = @{ requireIssued = $true } }
        Connect-Sandbox @{ scopes = $rights }
    }

    AfterAll { Disconnect-TapGraph }

    It 'takes every parameter of New-TapPass that says what is wanted' {
        $common = [System.Management.Automation.Cmdlet]::CommonParameters + 'WhatIf', 'Confirm'
        $wanted = (Get-Command New-TapPass).Parameters.Keys | Where-Object { $_ -notin $common }
        $wanted | Should -BeIn (Get-Command Test-TapPass).Parameters.Keys
    }

    It 'finds a row ready, with the values that the pass would have, and writes nothing' {
        $one = Test-One 'megan.bowen'
        $one | Should -BeOfType TapModule.TapReadiness
        $one.Ready | Should -BeTrue
        $one.State | Should -Be 'Ready'
        $one.LifetimeInMinutes | Should -Be 60
        $one.StartDateTime | Should -BeNullOrEmpty
        $one.ExpirationDateTime | Should -BeGreaterThan ([datetimeoffset]::UtcNow.AddMinutes(55))
        $one.IsUsableOnce | Should -BeFalse
        $one.Problems | Should -BeNullOrEmpty
        $one.NotChecked | Should -BeNullOrEmpty
        Get-SentWrite | Should -BeNullOrEmpty
    }

    It 'says <Reason> for <Name>, as New-TapPass does' -ForEach @(
        @{ Reason = 'UserNotFound'; Name = 'nobody' }
        @{ Reason = 'ExternalGuest'; Name = 'eva.external_fabrikam.example#EXT#' }
        @{ Reason = 'NotInPolicyScope'; Name = 'kiosk' }
        @{ Reason = 'RoleTooLow'; Name = 'admin' }
        @{ Reason = 'LifetimeOutOfRange'; Name = 'megan.bowen'; Given = @{ LifetimeInMinutes = 481 } }
        @{ Reason = 'StartInPast'; Name = 'megan.bowen'; Given = @{ StartDateTime = '2020-01-01T00:00Z' } }
        @{ Reason = 'MultiUseNotAllowed'; Name = 'megan.bowen'; Given = @{ IsUsableOnce = $false }; Policy = @{ isUsableOnce = $true } }
        @{ Reason = 'PolicyDisabled'; Name = 'megan.bowen'; Policy = @{ state = 'disabled' } }
    ) {
        if ($Policy) { $null = Invoke-Sandbox policy -Method Put -Body $Policy }
        if (-not $Given) { $Given = @{} }
        $one = Test-One $Name $Given
        $one.State | Should -Be 'NotReady'
        $one.Problems[0].Reason | Should -Be $Reason
        $one.Problems[0].Message | Should -Not -BeNullOrEmpty
        $one.Problems[0].Advice | Should -Not -BeNullOrEmpty
        New-TapPass "$Name@contoso.example" @Given -ErrorAction SilentlyContinue -ErrorVariable problems
        $problems[0].Exception.Reason | Should -Be $Reason
    }

    It 'warns of <What>' -ForEach @(
        @{ What = 'a disabled account'; Name = 'grady.archie'; Says = 'disabled' }
        @{ What = 'an administrator'; Name = 'global.admin'; Says = 'Global Administrator' }
        @{ What = 'a member of a group that can be given roles'; Name = 'miriam.graham'; Says = 'group that can be given roles' }
        @{ What = 'a start that lies ahead'; Name = 'megan.bowen'; Given = @{ StartDateTime = '2090-01-01T00:00Z' }; Says = '2090' }
        @{ What = 'a live pass'; Name = 'megan.bowen'; Before = { New-TapPass megan.bowen@contoso.example }; Says = 'replaced' }
        @{ What = 'a live pass that would be left'; Name = 'megan.bowen'; Given = @{ IfExists = 'Skip' }; Before = { New-TapPass megan.bowen@contoso.example }; Says = 'skipped' }
        @{ What = 'other methods'; Name = 'adele.vance'; More = @('UserAuthenticationMethod.Read.All'); Says = 'fido2' }
        @{ What = 'an account that is not ready'; Name = 'brand.new'; Given = @{ WaitForUser = '00:01' }; Says = 'wait for it' }
    ) {
        Connect-Sandbox @{ scopes = $rights + $More }
        if ($Before) { $null = & $Before }
        if (-not $Given) { $Given = @{} }
        $one = Test-One $Name $Given
        $one.State | Should -Be 'Ready'
        $one.Warnings -join "`n" | Should -Match $Says
    }

    It 'says "cannot be checked", and never guesses, without <Right>' -ForEach @(
        @{ Right = 'Policy.Read.AuthenticationMethod'; Says = 'Policy.Read.AuthenticationMethod' }
        @{ Right = 'User.Read.All'; Says = 'User.Read.All' }
        @{ Right = 'GroupMember.Read.All'; Says = 'GroupMember.Read.All' }
    ) {
        Connect-Sandbox @{ roles = $rights | Where-Object { $_ -ne $Right } }
        $one = Test-One 'megan.bowen'
        $one.State | Should -Be 'CannotBeChecked'
        $one.Ready | Should -BeFalse
        $one.Problems | Should -BeNullOrEmpty
        $one.NotChecked -join "`n" | Should -Match $Says
    }

    It 'knows from the token alone that issuing is not permitted' {
        Connect-Sandbox @{ roles = $rights | Where-Object { $_ -ne 'UserAuthMethod-TAP.ReadWrite.All' } }
        (Test-One 'megan.bowen').Problems.Reason | Should -Be 'MissingPermission'
    }

    It 'finds duplicates, wrong cells and rows without a user, and gives each row back' {
        $rows = @'
UPN,LifetimeInMinutes,Department
megan.bowen@contoso.example,60,A
MEGAN.BOWEN@contoso.example,60,B
adele.vance@contoso.example,soon,C
,60,D
'@ | ConvertFrom-Csv
        $found = $rows | Test-TapPass -ErrorVariable problems
        $problems | Should -BeNullOrEmpty
        $found.Count | Should -Be 4
        ($found | Where-Object { $_.InputObject.Department -eq 'A' }).State | Should -Be 'Ready'
        ($found | Where-Object { $_.InputObject.Department -eq 'B' }).Problems.Reason | Should -Be 'DuplicateUser'
        ($found | Where-Object { $_.InputObject.Department -eq 'C' }).Problems.Message | Should -Match 'soon'
        ($found | Where-Object { $_.InputObject.Department -eq 'D' }).Problems.Reason | Should -Be 'InvalidRow'
    }

    It 'says which row it was, and reads well in a list, a table and a file' {
        $found = 'megan.bowen@contoso.example', 'nobody@contoso.example', '' | Test-TapPass | Sort-Object RowNumber
        $found.RowNumber | Should -Be 1, 2 -Because 'a blank line is no row'
        (Test-One 'megan.bowen').RowNumber | Should -Be 0
        "$($found[1].Problems)" | Should -Be "UserNotFound: $($found[1].Problems[0].Message)"
        "$($found[1])" | Should -Be 'nobody@contoso.example: NotReady (UserNotFound)'
        $found[1] | Format-List Problems | Out-String -Width 200 | Should -Match 'UserNotFound: .* has no such user'
        $found[1] | Out-String -Width 200 | Should -Match '(?m)^ +2  nobody@contoso.example  NotReady\r?\n +The directory has no such user'
        , $found[1].Problems | Should -BeOfType TapModule.TapProblem[]
        ($found | ConvertTo-Csv) -join "`n" | Should -Not -Match '<>|ReadOnly'
    }

    It 'advises about the column where none names the user' -ForEach @(
        @{ Lines = 'UserPrincipalName;LifetimeInMinutes', 'a@contoso.example;60'; Says = "Import-Csv -Delimiter ';'" }
        @{ Lines = "UserPrincipalName`tLifetimeInMinutes", "a@contoso.example`t60"; Says = 'Import-Csv -Delimiter "`t"' }
        @{ Lines = 'Name,Department', 'A,B'; Says = '-ColumnMap @{ UserId =' }
    ) {
        $found = $Lines | ConvertFrom-Csv | Test-TapPass -WarningAction SilentlyContinue
        $found.Problems[0].Advice.Contains($Says) | Should -BeTrue
        $Lines | ConvertFrom-Csv | New-TapPass -ErrorAction SilentlyContinue -ErrorVariable failures
        $failures[0].Exception.Advice | Should -Be $found.Problems[0].Advice
    }

    It 'stops at columns that may be meant for the pass, and says how to name them or pass over them' {
        $rows = 'UPN,Lifetime,UsableOnce,StartDateTme,Department', 'megan.bowen@contoso.example,60,true,,X' | ConvertFrom-Csv
        $failure = { $rows | Test-TapPass } | Should -Throw -PassThru
        $failure.FullyQualifiedErrorId | Should -Be 'InvalidRow,TapModule.Commands.TestTapPassCommand'
        "$failure" | Should -BeLike "*'Lifetime' for LifetimeInMinutes, 'UsableOnce' for IsUsableOnce, 'StartDateTme' for StartDateTime."
        $failure.Exception.Advice | Should -BeLike "*-ColumnMap @{ LifetimeInMinutes = 'Lifetime'; IsUsableOnce = 'UsableOnce'; StartDateTime = 'StartDateTme' }*-IgnoreColumn 'Lifetime', 'UsableOnce', 'StartDateTme'."
        $found = $rows | Test-TapPass -ColumnMap @{ LifetimeInMinutes = 'Lifetime' } -IgnoreColumn UsableOnce, Start* -SummaryVariable figures
        $found.LifetimeInMinutes | Should -Be 60
        $figures.UnusedColumns | Should -Be 'Department'
    }

    It 'sums up, and tells how long the run will take once the service has shown its pace' {
        'megan.bowen@contoso.example', 'nobody@contoso.example' | Test-TapPass -InformationVariable told -SummaryVariable figures | Out-Null
        $figures.Rows | Should -Be 2
        $figures.Ready | Should -Be 1
        $figures.ProblemsByReason['UserNotFound'] | Should -Be 1
        $figures.ExpectedDuration | Should -BeNullOrEmpty
        $told[0].MessageData | Should -Be $figures
        "$told" | Should -Match '1 ready, 1 not ready'

        Reset-Sandbox @{ users = 300; faults = @{ throttle = @{ ratePerSecond = 50; burst = 5 } } }
        Connect-Sandbox @{ roles = $rights }
        $users = 1..120 | ForEach-Object { 'user{0:d7}@contoso.example' -f $_ }
        $null = $users | New-TapPass
        $null = Invoke-Sandbox faults -Method Put -Body @{ throttle = @{ ratePerSecond = $null } }
        $null = $users | Test-TapPass -SummaryVariable figures
        $figures.ExpectedDuration.TotalSeconds | Should -BeGreaterThan 1
        $figures.ExpectedDuration.TotalSeconds | Should -BeLessThan 12
    }

    It 'knows what the journal has delivered' {
        $null = New-TapPass megan.bowen@contoso.example -Journal TestDrive:/run.jsonl
        $found = 'megan.bowen@contoso.example', 'adele.vance@contoso.example' | Test-TapPass -Journal TestDrive:/run.jsonl
        $found[0].Warnings | Should -Match 'journal'
        (Test-One 'megan.bowen' @{ Journal = 'TestDrive:/run.jsonl'; LifetimeInMinutes = 90 }).Problems.Reason | Should -Be 'JournalConflict'
    }

    It 'checks 10,000 rows in batches, the policy read once' {
        Reset-Sandbox @{ users = 10000; recordRequests = $true }
        Connect-Sandbox @{ roles = $rights }
        $group = '11111111-1111-1111-1111-111111111111'
        $null = Invoke-Sandbox group -Method Post -Body @{ id = $group; members = @((Invoke-Sandbox state).users[0..99].id) }
        $null = Invoke-Sandbox policy -Method Put -Body @{ excludeTargets = @(@{ id = $group; isRegistrationRequired = $false }) }
        $null = Invoke-Sandbox requests -Method Delete
        $found = 1..10000 | ForEach-Object { 'user{0:d7}@contoso.example' -f $_ } | Test-TapPass
        ($found | Where-Object State -EQ 'Ready').Count | Should -Be 9900
        ($found | Where-Object State -EQ 'NotReady').Count | Should -Be 100
        $sent = (Invoke-Sandbox counters)
        $sent.httpRequests | Should -BeLessThan 1400
    }
}

Describe 'The figures of New-TapPass' {
    BeforeEach {
        Reset-Sandbox
        Connect-Sandbox
    }

    AfterAll { Disconnect-TapGraph }

    It 'are an object in -SummaryVariable and an information record' {
        $null = New-TapPass megan.bowen@contoso.example
        'megan.bowen@contoso.example', 'adele.vance@contoso.example', 'nobody@contoso.example' |
            New-TapPass -IfExists Skip -SummaryVariable figures -InformationVariable told -ErrorAction SilentlyContinue | Out-Null
        $figures | Should -BeOfType TapModule.TapRunSummary
        $figures.Rows | Should -Be 3
        $figures.Issued | Should -Be 1
        $figures.Skipped | Should -Be 1
        $figures.Failed | Should -Be 1
        $figures.FailedByReason['UserNotFound'] | Should -Be 1
        $figures.Unknown | Should -Be 0
        $figures.Requests | Should -Be 4
        $figures.ThrottledShare | Should -Be 0
        $figures.RatePerSecond | Should -BeGreaterThan 0
        $figures.Elapsed | Should -BeGreaterThan ([timespan]::Zero)
        $told[0].MessageData | Should -Be $figures
        $told[0].Tags | Should -Contain 'Summary'
        "$told" | Should -Match '1 issued .*1 skipped, 1 failed \(UserNotFound 1\)'
    }

    It 'are there after -ErrorAction Stop, too' {
        try { 'nobody@contoso.example' | New-TapPass -SummaryVariable figures -ErrorAction Stop } catch { $_.Exception.Reason | Should -Be 'UserNotFound' }
        $figures.FailedByReason['UserNotFound'] | Should -Be 1
    }

    It 'give a rate of what was sent, not of rows that were refused before' {
        @('megan.bowen@contoso.example') + @("no`u{200B}body@contoso.example") * 50 | New-TapPass -SummaryVariable figures -ErrorAction SilentlyContinue | Out-Null
        $figures.Rows | Should -Be 51
        $figures.RatePerSecond | Should -Be ($figures.Requests / $figures.Elapsed.TotalSeconds)
        $figures.Requests | Should -BeLessThan 5
    }

    It 'say nothing by themselves for a single user' {
        $null = New-TapPass megan.bowen@contoso.example -InformationVariable told
        $told | Should -BeNullOrEmpty
    }
}
