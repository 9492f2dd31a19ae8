# Issuing passes: parameters, what goes on the wire, what comes out, what fails and how. Over HTTP.

BeforeAll {
    Import-Module "$PSScriptRoot/TapTest.psm1"
    function Get-User ([int] $Number) { 'user{0:d7}@contoso.example' -f $Number }
    function Get-Sent { @(Invoke-Sandbox requests) | ForEach-Object { $_ } }
    function Get-SentBody { @(Get-Sent | Where-Object method -EQ POST | Where-Object path -NotMatch 'batch$').body }
    function Get-HeldCode ([string] $User) { (Invoke-Sandbox passes).$User.temporaryAccessPass }
    # A row for each line of a CSV, whose first line names the columns.
    function New-Row ([string] $Csv) { $Csv | ConvertFrom-Csv }
}

Describe 'New-TapPass' {

    BeforeEach {
        Reset-Sandbox @{ users = 60 }
        Connect-Sandbox @{ roles = @('UserAuthMethod-TAP.ReadWrite.All') }
    }

    AfterAll { Disconnect-TapGraph }

    Context 'One pass' {
        It 'is one plain request that holds nothing but what was given' {
            $null = New-TapPass (Get-User 1)
            $sent = @(Get-Sent)
            $sent.Count | Should -Be 1
            $sent[0].path | Should -Be "/v1.0/users/$([uri]::EscapeDataString((Get-User 1)))/authentication/temporaryAccessPassMethods"
            $sent[0].body | Should -Be '{}'
        }

        It 'puts out a TapPass with the code that the user holds' {
            $pass = New-TapPass (Get-User 1) -LifetimeInMinutes 90
            $pass | Should -BeOfType TapModule.TapPass
            $pass.TemporaryAccessPass | Should -BeExactly (Get-HeldCode (Get-User 1))
            $pass.UserId | Should -Be (Get-User 1)
            $pass.LifetimeInMinutes | Should -Be 90
            $pass.ExpirationDateTime | Should -Be $pass.StartDateTime.AddMinutes(90)
            $pass.State | Should -Be 'Usable'
            $pass.IsUsable | Should -BeTrue
            $pass.MethodUsabilityReason | Should -Be 'EnabledByPolicy'
            $pass.PassId | Should -Not -BeNullOrEmpty
            $pass.RequestId | Should -Not -BeNullOrEmpty
            $pass.InputObject | Should -BeNullOrEmpty
        }

        It 'sends <Given> as <Body>' -ForEach @(
            @{ Given = @{ LifetimeInMinutes = 480 }; Body = '{"lifetimeInMinutes":480}' }
            @{ Given = @{ LifetimeInMinutes = '480' }; Body = '{"lifetimeInMinutes":480}' }
            @{ Given = @{ LifetimeInMinutes = [timespan] '04:00' }; Body = '{"lifetimeInMinutes":240}' }
            @{ Given = @{ LifetimeInMinutes = '04:00:00' }; Body = '{"lifetimeInMinutes":240}' }
            @{ Given = @{ IsUsableOnce = $true }; Body = '{"isUsableOnce":true}' }
            @{ Given = @{ IsUsableOnce = $false }; Body = '{"isUsableOnce":false}' }
            @{ Given = @{ IsUsableOnce = 'yes' }; Body = '{"isUsableOnce":true}' }
            @{ Given = @{ IsUsableOnce = $null; LifetimeInMinutes = ' ' }; Body = '{}' }
            @{ Given = @{ StartDateTime = [datetimeoffset] '2090-01-02T08:30:00+02:00' }; Body = '{"startDateTime":"2090-01-02T06:30:00Z"}' }
            @{ Given = @{ StartDateTime = '2090-01-02T08:30Z' }; Body = '{"startDateTime":"2090-01-02T08:30:00Z"}' }
            @{ Given = @{ StartDateTime = '2 Jan 2090 08:30 +01:00' }; Body = '{"startDateTime":"2090-01-02T07:30:00Z"}' }
        ) {
            $null = New-TapPass (Get-User 1) @Given
            Get-SentBody | Should -BeExactly $Body
        }

        It 'takes a time without a zone as local time' {
            $child = Invoke-ChildPwsh -Environment @{ TZ = 'Europe/Berlin'; SANDBOX = (Start-Sandbox).graph } {
                Import-Module $env:TAPMODULE_UNDER_TEST
                Connect-TapGraph -AccessToken ([System.Net.NetworkCredential]::new('', 'x').SecurePassword) -GraphEndpoint $env:SANDBOX
                (New-TapPass user0000001@contoso.example -StartDateTime '2090-07-01T08:00').StartDateTime.ToUniversalTime().ToString('u')
            }
            $child.Out.Trim() | Should -Be '2090-07-01 06:00:00Z'
        }

        It 'reads dates and numbers the same in every culture' {
            $child = Invoke-ChildPwsh -Environment @{ LC_ALL = 'de_DE.UTF-8'; SANDBOX = (Start-Sandbox).graph } {
                Import-Module $env:TAPMODULE_UNDER_TEST
                Connect-TapGraph -AccessToken ([System.Net.NetworkCredential]::new('', 'x').SecurePassword) -GraphEndpoint $env:SANDBOX
                [cultureinfo]::CurrentCulture = 'de-DE'
                try { New-TapPass user0000001@contoso.example -StartDateTime 01.02.2090 } catch { "refused: $($_.FullyQualifiedErrorId)" }
                try { New-TapPass user0000001@contoso.example -LifetimeInMinutes '1.440' } catch { "refused: $($_.FullyQualifiedErrorId)" }
            }
            @($child.Out.Trim() -split '\r?\n') | Should -Be @('refused: ParameterArgumentTransformationError,TapModule.Commands.NewTapPassCommand', 'refused: ParameterArgumentTransformationError,TapModule.Commands.NewTapPassCommand')
        }

        It 'refuses <Name> <Value> on the command line before anything is sent' -ForEach @(
            @{ Name = 'LifetimeInMinutes'; Value = 9 }
            @{ Name = 'LifetimeInMinutes'; Value = 43201 }
            @{ Name = 'LifetimeInMinutes'; Value = 'abc' }
            @{ Name = 'LifetimeInMinutes'; Value = 60.5 }
            @{ Name = 'IsUsableOnce'; Value = 'maybe' }
            @{ Name = 'StartDateTime'; Value = '01/02/2026' }
            @{ Name = 'StartDateTime'; Value = 'tomorrow' }
            @{ Name = 'StartDateTime'; Value = '2026-13-40T00:00' }
            @{ Name = 'BatchSize'; Value = 21 }
            @{ Name = 'BatchSize'; Value = 0 }
            @{ Name = 'ThrottleLimit'; Value = 0 }
            @{ Name = 'MaxRate'; Value = 0 }
            @{ Name = 'IfExists'; Value = 'Perhaps' }
            @{ Name = 'Journal'; Value = '' }
            @{ Name = 'Connection'; Value = $null }
        ) {
            $given = @{ $Name = $Value }
            { New-TapPass (Get-User 1) @given } | Should -Throw
            Get-Sent | Should -BeNullOrEmpty
        }

        It 'takes several users, and tells which of them failed' {
            $passes = New-TapPass (Get-User 1), 'nobody@contoso.example', (Get-User 2) -ErrorAction SilentlyContinue -ErrorVariable problems
            $passes.UserId | Sort-Object | Should -Be (Get-User 1), (Get-User 2)
            $problems.Exception.RowNumber | Should -Be 2
        }

        It 'takes objects from the pipeline only, and says so' {
            { New-TapPass ([pscustomobject] @{ UserId = Get-User 1 }) } | Should -Throw '*Pipe objects into the command instead*'
            { 'x@contoso.example' | New-TapPass -UserId (Get-User 1) } | Should -Throw -ErrorId 'InvalidArgument,TapModule.Commands.NewTapPassCommand'
        }

        It 'asks for a user when none is given' {
            { New-TapPass } | Should -Throw -ErrorId 'InvalidArgument,TapModule.Commands.NewTapPassCommand'
        }

        It 'reaches users whose names must be escaped: <_>' -ForEach @(
            "eva_fabrikam.example#EXT#@contoso.example", "o'brien+x@contoso.example", 'José Müller@contoso.example', '50%/x@contoso.example', '$cash@contoso.example'
        ) {
            $null = Invoke-Sandbox user -Method Post -Body @{ id = [guid]::NewGuid(); userPrincipalName = $_; displayName = 'x' }
            (New-TapPass $_).TemporaryAccessPass | Should -BeExactly (Get-HeldCode $_)
            ($_, (Get-User 1), (Get-User 2) | New-TapPass).Count | Should -Be 3
        }
    }

    Context 'Rows from the pipeline' {
        It 'binds the user from column <Column>' -ForEach @('UserId', 'UserPrincipalName', 'UPN', 'ObjectId', 'Id' | ForEach-Object { @{ Column = $_ } }) {
            $row = [pscustomobject] @{ $Column = (Get-User 1); LifetimeInMinutes = '75'; Site = 'Rome' }
            $pass = $row | New-TapPass
            $pass.UserId | Should -Be (Get-User 1)
            $pass.InputObject.Site | Should -Be 'Rome'
            Get-SentBody | Should -BeExactly '{"lifetimeInMinutes":75}'
        }

        It 'takes plain names, and what Get-MgUser puts out' {
            (Get-User 1) | New-TapPass | ForEach-Object UserId | Should -Be (Get-User 1)
            $user = [pscustomobject] @{ PSTypeName = 'Microsoft.Graph.PowerShell.Models.MicrosoftGraphUser'; Id = [guid]::NewGuid(); UserPrincipalName = (Get-User 2); Mail = 'x' }
            $user | New-TapPass | ForEach-Object UserId | Should -Be (Get-User 2)
        }

        It 'counts a blank cell as not given' {
            $null = New-Row "UserId,LifetimeInMinutes,StartDateTime,IsUsableOnce`n$(Get-User 1),,," | New-TapPass
            Get-SentBody | Should -BeExactly '{}'
        }

        It 'lets each row have values of its own, and does not carry them over to the next' {
            $null = New-Row "UserId,LifetimeInMinutes,IsUsableOnce`n$(Get-User 1),60,true`n$(Get-User 2),,`n$(Get-User 3),120,FALSE" | New-TapPass -BatchSize 1 -ThrottleLimit 1
            Get-SentBody | Should -BeExactly @('{"lifetimeInMinutes":60,"isUsableOnce":true}', '{}', '{"lifetimeInMinutes":120,"isUsableOnce":false}')
        }

        It 'sends Import-Csv of many rows in batches, each row exactly once' {
            $path = Join-Path $TestDrive users.csv
            1..60 | ForEach-Object { [pscustomobject] @{ UserPrincipalName = Get-User $_; LifetimeInMinutes = 60 + $_ } } | Export-Csv $path
            $passes = Import-Csv $path | New-TapPass
            $passes.Count | Should -Be 60
            $items = @(Get-Sent | Where-Object { $_.path -match 'temporaryAccessPassMethods' })
            @($items.path | Sort-Object -Unique).Count | Should -Be 60
            @($items | Where-Object batchItemId).Count | Should -BeGreaterThan 40
            foreach ($n in 1, 30, 60) { ($passes | Where-Object UserId -EQ (Get-User $n)).LifetimeInMinutes | Should -Be (60 + $n) }
        }

        It 'tells what is wrong with <What>, names the row, and issues the others' -ForEach @(
            @{ What = 'a lifetime that is no number'; Csv = 'UserId,LifetimeInMinutes'; Bad = 'user0000002@contoso.example,abc'; Says = "LifetimeInMinutes 'abc'" }
            @{ What = 'a lifetime out of range'; Csv = 'UserId,LifetimeInMinutes'; Bad = 'user0000002@contoso.example,5'; Says = "LifetimeInMinutes '5'" }
            @{ What = 'an ambiguous date'; Csv = 'UserId,StartDateTime'; Bad = 'user0000002@contoso.example,01/02/2026'; Says = "StartDateTime '01/02/2026' is ambiguous" }
            @{ What = 'a wrong Boolean'; Csv = 'UserId,IsUsableOnce'; Bad = 'user0000002@contoso.example,perhaps'; Says = "IsUsableOnce 'perhaps'" }
            @{ What = 'a blank user'; Csv = 'UserId,LifetimeInMinutes'; Bad = ',60'; Says = 'UserId is blank' }
            @{ What = 'a user name of dots'; Csv = 'UserId,LifetimeInMinutes'; Bad = '..,60'; Says = "UserId '..'" }
        ) {
            $rows = New-Row "$Csv`n$(Get-User 1),`n$Bad`n$(Get-User 3),"
            $passes = $rows | New-TapPass -ErrorAction SilentlyContinue -ErrorVariable problems
            $passes.UserId | Sort-Object | Should -Be (Get-User 1), (Get-User 3)
            $problems.Count | Should -Be 1
            $problems[0].FullyQualifiedErrorId | Should -Be 'InvalidRow,TapModule.Commands.NewTapPassCommand'
            $problems[0].Exception.Message | Should -Match '^Row 2: '
            $problems[0].Exception.Message | Should -Match ([regex]::Escape($Says))
            $problems[0].Exception.RowNumber | Should -Be 2
            $problems[0].CategoryInfo.Category | Should -Be 'InvalidData'
        }

        It 'stops at a column that may be meant for the pass, before anything is sent' {
            $failure = { New-Row "UserId,IsOneTimeUse`n$(Get-User 1),true`n$(Get-User 2),true" | New-TapPass } | Should -Throw -PassThru
            $failure.FullyQualifiedErrorId | Should -Be 'InvalidRow,TapModule.Commands.NewTapPassCommand'
            $failure.Exception.Advice | Should -BeLike "*-ColumnMap @{ IsUsableOnce = 'IsOneTimeUse' }*-IgnoreColumn 'IsOneTimeUse'*"
            Get-Sent | Should -BeNullOrEmpty
            $null = New-Row "UserId,IsOneTimeUse`n$(Get-User 1),true" | New-TapPass -ColumnMap @{ IsUsableOnce = 'IsOneTimeUse' }
            Get-SentBody | Should -BeExactly '{"isUsableOnce":true}'
            (New-Row "UserId,IsOneTimeUse`n$(Get-User 2),true" | New-TapPass -IgnoreColumn IsOneTimeUse).IsUsableOnce | Should -BeFalse
        }

        It 'tells the columns of rows that name no user' {
            $problem = [pscustomobject] @{ Mail = 'x'; Name = 'y' } | New-TapPass -ErrorAction SilentlyContinue -ErrorVariable problems
            $problem | Should -BeNullOrEmpty
            $problems[0].Exception.Message | Should -Match "Row 1: .*'Mail', 'Name'"
        }

        It 'shortens a cell of 60 MB and a name with a line break, and issues the others' {
            $rows = [pscustomobject] @{ UserId = 'x' * 60MB }, [pscustomobject] @{ UserId = "a`nb@contoso.example" }, [pscustomobject] @{ UserId = Get-User 3; LifetimeInMinutes = 'y' * 60MB }, [pscustomobject] @{ UserId = Get-User 4 }
            $passes = $rows | New-TapPass -ErrorAction SilentlyContinue -ErrorVariable problems
            $passes.UserId | Should -Be (Get-User 4)
            $problems.Count | Should -Be 3
            $problems | ForEach-Object { "$_".Length | Should -BeLessThan 300; "$_" | Should -Not -Match "`n" }
            @($problems | ForEach-Object { $_.Exception.RowNumber }) | Should -Be 1, 2, 3
        }

        It 'issues one pass for a user who is named many times, and tells the other rows' {
            $passes = 1..10 | ForEach-Object { Get-User 1 } | New-TapPass -ErrorAction SilentlyContinue -ErrorVariable problems
            @($passes).Count | Should -Be 1
            @($problems).Count | Should -Be 9
            $problems[0].FullyQualifiedErrorId | Should -BeLike 'DuplicateUser,*'
            $passes.TemporaryAccessPass | Should -BeExactly (Get-HeldCode (Get-User 1))
        }
    }

    Context 'Errors' {
        It 'gives one record with id, category, user, advice and everything the service told' {
            'nobody@contoso.example' | New-TapPass -ErrorAction SilentlyContinue -ErrorVariable problems
            $problem = $problems[0]
            $problem.FullyQualifiedErrorId | Should -Be 'UserNotFound,TapModule.Commands.NewTapPassCommand'
            $problem.CategoryInfo.Category | Should -Be 'ObjectNotFound'
            $problem.TargetObject | Should -Be 'nobody@contoso.example'
            $problem.ErrorDetails.RecommendedAction | Should -Match 'WaitForUser'
            $problem.Exception.Status | Should -Be 404
            $problem.Exception.GraphCode | Should -Be 'Request_ResourceNotFound'
            $problem.Exception.GraphMessage | Should -Match 'does not exist'
            $problem.Exception.RequestId | Should -Not -BeNullOrEmpty
            $problem.Exception.ClientRequestId | Should -Not -BeNullOrEmpty
            $problem.Exception.Reason | Should -Be 'UserNotFound'
        }

        It 'goes on by default, and <Action> writes <Errors> to $Error' -ForEach @(
            @{ Action = 'SilentlyContinue'; Errors = 2 }
            @{ Action = 'Ignore'; Errors = 0 }
        ) {
            $Error.Clear()
            $passes = (Get-User 1), 'nobody1@x', (Get-User 2), 'nobody2@x', (Get-User 3) | New-TapPass -ErrorAction $Action
            $passes.Count | Should -Be 3
            $Error.Count | Should -Be $Errors
        }

        It 'puts out everything that was issued before -ErrorAction Stop ends the pipeline' {
            $got = [System.Collections.Generic.List[object]]::new()
            $rows = 1..60 | ForEach-Object { if ($_ -in 5, 25, 45) { "nobody$_@x" } else { Get-User $_ } }
            { $rows | New-TapPass -ErrorAction Stop | ForEach-Object { $got.Add($_) } } | Should -Throw -ErrorId 'UserNotFound,*'
            $held = (Invoke-Sandbox passes).psobject.Properties
            @($held).Count | Should -Be $got.Count
            foreach ($one in $held) { ($got | Where-Object UserId -EQ $one.Name).TemporaryAccessPass | Should -BeExactly $one.Value.temporaryAccessPass }
        }

        It 'does the same for a row that is wrong in itself' {
            $got = [System.Collections.Generic.List[object]]::new()
            $rows = 1..40 | ForEach-Object { [pscustomobject] @{ UserId = Get-User $_; LifetimeInMinutes = if ($_ -eq 30) { 'abc' } else { 60 } } }
            { $rows | New-TapPass -ErrorAction Stop | ForEach-Object { $got.Add($_) } } | Should -Throw -ErrorId 'InvalidRow,*'
            @((Invoke-Sandbox passes).psobject.Properties).Count | Should -Be $got.Count
        }

        It 'ends at once when there is no connection' {
            Disconnect-TapGraph
            { New-TapPass (Get-User 1) } | Should -Throw -ErrorId 'NotConnected,*'
        }

        It 'says <Id> for <What>' -ForEach @(
            @{ Id = 'LifetimeOutOfRange'; What = 'a lifetime that the policy does not allow'; Given = @{ LifetimeInMinutes = 20 } }
            @{ Id = 'MultiUseNotAllowed'; What = 'a multi-use pass under a one-time policy'; Given = @{ IsUsableOnce = $false }; Policy = @{ isUsableOnce = $true } }
            @{ Id = 'StartInPast'; What = 'a start in the past'; Given = @{ StartDateTime = '2020-01-01T00:00Z' } }
            @{ Id = 'PassExists'; What = 'a live pass with -IfExists Fail'; Given = @{ IfExists = 'Fail' }; Before = { New-TapPass (Get-User 1) } }
            @{ Id = 'Throttled'; What = 'a service that goes on refusing'; Script = @{ method = 'POST'; action = 'status'; statusCode = 429; retryAfter = '0'; times = 50 } }
            @{ Id = 'OutcomeUnknown'; What = 'a service that never answers a create'; Faults = @{ dropAfterWork = 1 } }
            @{ Id = 'ServiceUnavailable'; What = 'a service that stays unwell'; Faults = @{ serviceUnavailable = @{ probability = 1; retryAfter = '0' } } }
        ) {
            if (-not $Given) { $Given = @{} }
            if ($Policy) { $null = Invoke-Sandbox policy -Method Put -Body $Policy }
            if ($Before) { $null = & $Before }
            if ($Script) { $null = Invoke-Sandbox fault-script -Method Post -Body $Script }
            if ($Faults) { $null = Invoke-Sandbox faults -Method Put -Body $Faults }
            New-TapPass (Get-User 1) @Given -ErrorAction SilentlyContinue -ErrorVariable problems | Should -BeNullOrEmpty
            $problems[0].FullyQualifiedErrorId | Should -BeLike "$Id,*"
            $problems[0].ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
        }

        It 'ends with AuthenticationFailed when the token is refused' {
            $null = Invoke-Sandbox tokens/revoke -Method Post
            { New-TapPass (Get-User 1) -ErrorAction Stop } | Should -Throw -ErrorId 'AuthenticationFailed,*'
        }
    }

    Context 'Choices' {
        It 'leaves a live pass alone with -IfExists Skip, and says so when asked' {
            $null = New-TapPass (Get-User 1)
            $before = Get-HeldCode (Get-User 1)
            $said = New-TapPass (Get-User 1) -IfExists Skip -Verbose 4>&1
            "$said" | Should -Match 'skipped'
            Get-HeldCode (Get-User 1) | Should -BeExactly $before
        }

        It 'replaces a pass by default, also where the service refuses a second one' -ForEach @('replace', 'refuse') {
            $null = Invoke-Sandbox behavior -Method Put -Body @{ existingPass = $_ }
            $null = New-TapPass (Get-User 1)
            (New-TapPass (Get-User 1)).TemporaryAccessPass | Should -BeExactly (Get-HeldCode (Get-User 1))
        }

        It 'waits for a user who is not ready yet' {
            $null = Invoke-Sandbox fault-script -Method Post -Body @{ method = 'POST'; action = 'status'; statusCode = 404; times = 2 }
            New-TapPass (Get-User 1) -ErrorAction SilentlyContinue -ErrorVariable problems | Should -BeNullOrEmpty
            $null = Invoke-Sandbox fault-script -Method Delete
            Reset-Sandbox
            Connect-Sandbox
            $brandNew = (Invoke-Sandbox state).users | Where-Object userPrincipalName -Match 'brand.new'
            (New-TapPass $brandNew.userPrincipalName -WaitForUser 00:02:00).TemporaryAccessPass | Should -Not -BeNullOrEmpty
        }

        It 'warns of a pass that the policy does not let the user use' {
            $null = Invoke-Sandbox behavior -Method Put -Body @{ outOfScope = 'issueUnusable' }
            $null = Invoke-Sandbox policy -Method Put -Body @{ includeTargets = @() }
            $pass = New-TapPass (Get-User 1) -WarningVariable warned -WarningAction SilentlyContinue
            $pass.State | Should -Be 'DisabledByPolicy'
            "$warned" | Should -Match 'does not let this user use it'
        }

        It 'issues to another tenant with -Connection' {
            $other = Connect-TapGraph -Sandbox -PassThru
            Connect-Sandbox @{ roles = @('UserAuthMethod-TAP.ReadWrite.All') }
            (Get-TapContext -Connection $other).Environment | Should -Be 'Sandbox'
            $user = (Get-TapContext -Connection $other).Account
            { New-TapPass 'nobody@nowhere.example' -Connection $other -ErrorAction Stop } | Should -Throw -ErrorId 'UserNotFound,*'
            Get-Sent | Should -BeNullOrEmpty
            $user | Should -Not -BeNullOrEmpty
        }

        It 'sends nothing with -WhatIf, and says for whom it would' {
            $said = Invoke-ChildPwsh -Environment @{ SANDBOX = (Start-Sandbox).graph } {
                Import-Module $env:TAPMODULE_UNDER_TEST
                Connect-TapGraph -AccessToken ([System.Net.NetworkCredential]::new('', 'x').SecurePassword) -GraphEndpoint $env:SANDBOX
                'user0000001@contoso.example', 'user0000002@contoso.example' | New-TapPass -WhatIf
            }
            $said.Out | Should -Match 'user0000001@contoso.example'
            $said.Out | Should -Match 'user0000002@contoso.example'
            Get-Sent | Should -BeNullOrEmpty
        }
    }

    Context 'The code' {
        It 'is masked in the <View> view' -ForEach @(@{ View = 'table'; Format = { $_ | Format-Table } }, @{ View = 'list'; Format = { $_ | Format-List } }, @{ View = 'default'; Format = { $_ } }) {
            $pass = New-TapPass (Get-User 1)
            $text = $pass | ForEach-Object $Format | Out-String
            $text | Should -Match ([regex]::Escape('********'))
            $text.Contains($pass.TemporaryAccessPass) | Should -BeFalse
        }

        It 'is masked behind <What> in one output, on the screen and in a transcript' -ForEach @(
            @{ What = 'a user'; Before = 'Get-TapUser -All | Select-Object -First 1' }
            @{ What = 'a date'; Before = 'Get-Date' }
            @{ What = 'an object of the caller'; Before = '[pscustomobject] @{ a = 1; b = 2; c = 3; d = 4; e = 5 }' }
            @{ What = 'the policy'; Before = 'Get-TapPolicy' }
        ) {
            $child = Invoke-ChildPwsh -Environment @{ BEFORE = $Before; TRANSCRIPT = (Join-Path $TestDrive "$([guid]::NewGuid()).txt") } {
                Import-Module $env:TAPMODULE_UNDER_TEST
                Connect-TapGraph -Sandbox
                $null = Start-Transcript $env:TRANSCRIPT
                & ([scriptblock]::Create($env:BEFORE)); 'adele.vance@contoso.example', 'wei.zhang@contoso.example' | New-TapPass -OutVariable passes
                function Show-All { & ([scriptblock]::Create($env:BEFORE)); $passes }
                Show-All | Out-Host
                $null = Stop-Transcript
                # The codes go to the other stream, for the test to search with.
                foreach ($pass in $passes) { [Console]::Error.WriteLine("code:$($pass.TemporaryAccessPass)") }
                Get-Content $env:TRANSCRIPT
            }
            $codes = @([regex]::Matches($child.Err, '(?m)^code:(.+?)\r?$') | ForEach-Object { $_.Groups[1].Value })
            $codes.Count | Should -Be 2
            $child.Out | Should -Match 'adele.vance'
            foreach ($code in $codes) { $child.Out.Contains($code) | Should -BeFalse }
        }

        It 'is shown behind other objects with -ShowPass' {
            $child = Invoke-ChildPwsh {
                Import-Module $env:TAPMODULE_UNDER_TEST
                Connect-TapGraph -Sandbox
                Get-Date
                New-TapPass adele.vance@contoso.example -ShowPass -OutVariable passes
                [Console]::Error.WriteLine("code:$($passes[0].TemporaryAccessPass)")
            }
            $child.Err -match 'code:(.+)' | Should -BeTrue
            $child.Out.Contains($Matches[1].Trim()) | Should -BeTrue
        }

        It 'is shown in the view with -ShowPass' {
            $pass = New-TapPass (Get-User 1) -ShowPass
            ($pass | Out-String).Contains($pass.TemporaryAccessPass) | Should -BeTrue
        }

        It 'is what Export-Csv and ConvertTo-Json write' {
            $pass = New-TapPass (Get-User 1)
            ($pass | ConvertTo-Csv | ConvertFrom-Csv).TemporaryAccessPass | Should -BeExactly $pass.TemporaryAccessPass
            ($pass | ConvertTo-Json -Depth 3 | ConvertFrom-Json).TemporaryAccessPass | Should -BeExactly $pass.TemporaryAccessPass
        }

        It 'is a SecureString and nothing else with -AsSecureString' {
            $pass = New-TapPass (Get-User 1) -AsSecureString
            $pass.TemporaryAccessPass | Should -BeOfType securestring
            [System.Net.NetworkCredential]::new('', $pass.TemporaryAccessPass).Password | Should -BeExactly (Get-HeldCode (Get-User 1))
            ($pass | ConvertTo-Json -Depth 3).Contains((Get-HeldCode (Get-User 1))) | Should -BeFalse
        }

        It 'is not in ToString, and in no stream' {
            $said = New-TapPass (Get-User 1) -Verbose -Debug 2>&1 3>&1 4>&1 5>&1 6>&1
            $pass = $said | Where-Object { $_ -is [TapModule.TapPass] }
            "$pass".Contains($pass.TemporaryAccessPass) | Should -BeFalse
            @($said | Where-Object { $_ -is [System.Management.Automation.DebugRecord] }).Count | Should -BeGreaterThan 0
            ($said | Where-Object { $_ -isnot [TapModule.TapPass] } | Out-String).Contains($pass.TemporaryAccessPass) | Should -BeFalse
        }
    }

    Context 'Completion' {
        It 'offers lifetimes, choices and truth values' {
            (Complete 'New-TapPass -LifetimeInMinutes 1').CompletionText | Should -Contain '1440'
            (Complete 'New-TapPass -IfExists ').CompletionText | Should -Be 'Fail', 'Replace', 'Skip'
            (Complete 'New-TapPass -IsUsableOnce ').CompletionText | Should -Be '$true', '$false'
        }
    }

}
