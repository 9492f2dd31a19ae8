# The four policy commands over real HTTP, with the bodies that they send.

BeforeAll {
    Import-Module "$PSScriptRoot/TapTest.psm1"
    $type = '#microsoft.graph.temporaryAccessPassAuthenticationMethodConfiguration'
    $sales = '00000003-6709-4a9d-9e0f-c0de5a9db0c5'
    $engineering = '00000001-6709-4a9d-9e0f-c0de5a9db0c5'
    $noPasses = '00000008-6709-4a9d-9e0f-c0de5a9db0c5'

    # What was sent that writes: 'PATCH {body}' or 'DELETE', oldest first.
    function Get-Written {
        foreach ($request in (Invoke-Sandbox requests)) {
            if ($request.method -ne 'GET') { "$($request.method) $($request.body)".TrimEnd() }
        }
    }

    # The error that a command ends with.
    function Get-Failure ([scriptblock] $Script) {
        try { $null = & $Script 3>$null } catch { return $_ }
        throw 'The command did not fail.'
    }

    # Connects with these application permissions only, and has the sandbox enforce them.
    function Connect-Limited ([string[]] $Role) {
        Connect-Sandbox @{ roles = $Role }
        $null = Invoke-Sandbox tokens -Method Put -Body @{ requireIssued = $true }
    }
}

AfterAll { Disconnect-TapGraph }

Describe 'Get-TapPolicy' {
    BeforeEach { Reset-Sandbox; Connect-Sandbox }

    It 'is typed, with the names of groups' {
        $policy = Get-TapPolicy
        $policy | Should -BeOfType TapModule.TapPolicy
        $policy.State | Should -BeExactly 'enabled'
        $policy.DefaultLifetimeInMinutes | Should -BeExactly 60
        $policy.MinimumLifetimeInMinutes | Should -BeExactly 60
        $policy.MaximumLifetimeInMinutes | Should -BeExactly 480
        $policy.DefaultLength | Should -BeExactly 8
        $policy.IsUsableOnce | Should -BeFalse
        $policy.IncludeTargets.Id | Should -Be 'all_users'
        $policy.IncludeTargets.IsRegistrationRequired | Should -BeFalse
        $policy.ExcludeTargets.Id | Should -Be $noPasses
        $policy.ExcludeTargets.DisplayName | Should -Be 'No Temporary Access Pass'
    }

    It 'shows everybody and groups in its view' {
        $view = Get-TapPolicy | Out-String -Width 200
        $view | Should -Match 'IncludeTargets\s+: all_users'
        $view | Should -Match "ExcludeTargets\s+: No Temporary Access Pass \($noPasses\)"
    }

    It 'keeps the id of a group that may not be read' {
        Connect-Limited 'Policy.Read.AuthenticationMethod'
        $policy = Get-TapPolicy
        $policy.ExcludeTargets.Id | Should -Be $noPasses
        $policy.ExcludeTargets.DisplayName | Should -BeNullOrEmpty
    }

    It 'tells a token that lacks the permission before anything is sent' {
        Connect-Limited 'UserAuthMethod-TAP.ReadWrite.All'
        $failure = Get-Failure { Get-TapPolicy }
        $failure.FullyQualifiedErrorId | Should -Be 'MissingPermission,TapModule.Commands.GetTapPolicyCommand'
        $failure.Exception.Message | Should -Match 'Policy\.Read\.AuthenticationMethod'
        Invoke-Sandbox requests | Should -BeNullOrEmpty
    }

    It 'says so where the cloud has no Temporary Access Passes' {
        $null = Invoke-Sandbox behavior -Method Put -Body @{ hasTemporaryAccessPass = $false }
        (Get-Failure { Get-TapPolicy }).FullyQualifiedErrorId | Should -BeLike 'CloudNotSupported,*'
        (Get-Failure { Set-TapPolicy -IsUsableOnce $true }).FullyQualifiedErrorId | Should -BeLike 'CloudNotSupported,*'
        (Get-Failure { Reset-TapPolicy -Confirm:$false }).FullyQualifiedErrorId | Should -BeLike 'CloudNotSupported,*'
    }
}

Describe 'Set-TapPolicy' {
    BeforeEach { Reset-Sandbox; Connect-Sandbox }

    It 'sends <Name> and nothing else' -ForEach @(
        @{ Name = 'state'; Set = @{ State = 'disabled' }; Body = '"state":"disabled"' }
        @{ Name = 'the default lifetime'; Set = @{ DefaultLifetimeInMinutes = 120 }; Body = '"defaultLifetimeInMinutes":120' }
        @{ Name = 'the minimum lifetime'; Set = @{ MinimumLifetimeInMinutes = 10 }; Body = '"minimumLifetimeInMinutes":10' }
        @{ Name = 'the maximum lifetime'; Set = @{ MaximumLifetimeInMinutes = 43200 }; Body = '"maximumLifetimeInMinutes":43200' }
        @{ Name = 'the length'; Set = @{ DefaultLength = 48 }; Body = '"defaultLength":48' }
        @{ Name = 'the one-time rule'; Set = @{ IsUsableOnce = $true }; Body = '"isUsableOnce":true' }
        @{ Name = 'what differs of what is named'; Set = @{ State = 'Enabled'; IsUsableOnce = $true; DefaultLength = 8 }; Body = '"isUsableOnce":true' }
        @{
            Name = 'the included targets as a whole'; Set = @{ AddIncludeTarget = 'Sales' }
            Body = '"includeTargets":[{"targetType":"group","id":"all_users","isRegistrationRequired":false},{"targetType":"group","id":"00000003-6709-4a9d-9e0f-c0de5a9db0c5","isRegistrationRequired":false}]'
        }
        @{
            Name = 'other included targets'; Set = @{ IncludeTarget = 'engineering', '00000003-6709-4A9D-9E0F-C0DE5A9DB0C5' }
            Body = '"includeTargets":[{"targetType":"group","id":"00000001-6709-4a9d-9e0f-c0de5a9db0c5","isRegistrationRequired":false},{"targetType":"group","id":"00000003-6709-4a9d-9e0f-c0de5a9db0c5","isRegistrationRequired":false}]'
        }
        @{ Name = 'no included target'; Set = @{ RemoveIncludeTarget = 'all_users' }; Body = '"includeTargets":[]' }
        @{ Name = 'an empty list'; Set = @{ ExcludeTarget = @() }; Body = '"excludeTargets":[]' }
        @{ Name = 'excluded targets without the flag'; Set = @{ ExcludeTarget = 'Sales' }; Body = '"excludeTargets":[{"targetType":"group","id":"00000003-6709-4a9d-9e0f-c0de5a9db0c5"}]' }
        @{
            Name = 'an addition and a removal in one'; Set = @{ AddExcludeTarget = 'Sales'; RemoveExcludeTarget = 'No Temporary Access Pass' }
            Body = '"excludeTargets":[{"targetType":"group","id":"00000003-6709-4a9d-9e0f-c0de5a9db0c5"}]'
        }
    ) {
        Set-TapPolicy @Set -WarningAction SilentlyContinue | Should -BeNullOrEmpty
        Get-Written | Should -BeExactly "PATCH {`"@odata.type`":`"$type`",$Body}"
    }

    It 'sends nothing that writes when nothing differs' {
        Set-TapPolicy -State enabled -DefaultLength 8 -IncludeTarget all_users -RemoveExcludeTarget Sales -IsUsableOnce $false
        Get-Written | Should -BeNullOrEmpty
        (Set-TapPolicy -State enabled -Verbose 4>&1).Message | Should -Contain 'The policy is as wanted already; nothing was sent.'
    }

    It 'takes groups as objects with an Id' {
        Set-TapPolicy -AddExcludeTarget ([pscustomobject] @{ Id = $sales; DisplayName = 'whatever' })
        Set-TapPolicy -RemoveExcludeTarget (Get-TapPolicy).ExcludeTargets
        (Invoke-Sandbox policy).excludeTargets | Should -BeNullOrEmpty
    }

    It 'refuses <Name> <Value>' -ForEach @(
        @{ Name = 'DefaultLifetimeInMinutes'; Value = 9 }, @{ Name = 'DefaultLifetimeInMinutes'; Value = 43201 }
        @{ Name = 'MinimumLifetimeInMinutes'; Value = 9 }, @{ Name = 'MinimumLifetimeInMinutes'; Value = 43201 }
        @{ Name = 'MaximumLifetimeInMinutes'; Value = 9 }, @{ Name = 'MaximumLifetimeInMinutes'; Value = 43201 }
        @{ Name = 'DefaultLength'; Value = 7 }, @{ Name = 'DefaultLength'; Value = 49 }
        @{ Name = 'State'; Value = 'on' }
    ) {
        $set = @{ $Name = $Value }
        (Get-Failure { Set-TapPolicy @set }).FullyQualifiedErrorId | Should -BeLike 'ParameterArgument*Error,*'
        Invoke-Sandbox requests | Should -BeNullOrEmpty
    }

    It 'refuses <Why> and says which value to change' -ForEach @(
        @{ Why = 'a minimum above the maximum'; Set = @{ MinimumLifetimeInMinutes = 600 }; Advice = 'Give a -MinimumLifetimeInMinutes of at most 480, or a -MaximumLifetimeInMinutes of at least 600.' }
        @{ Why = 'a maximum below the minimum'; Set = @{ MaximumLifetimeInMinutes = 30 }; Advice = 'Give a -MinimumLifetimeInMinutes of at most 30, or a -MaximumLifetimeInMinutes of at least 60.' }
        @{ Why = 'a default below the new minimum'; Set = @{ MinimumLifetimeInMinutes = 120 }; Advice = 'Give a -DefaultLifetimeInMinutes from 120 to 480, or other bounds.' }
        @{ Why = 'a default above the maximum'; Set = @{ DefaultLifetimeInMinutes = 481 }; Advice = 'Give a -DefaultLifetimeInMinutes from 60 to 480, or other bounds.' }
    ) {
        $failure = Get-Failure { Set-TapPolicy @Set }
        $failure.FullyQualifiedErrorId | Should -Be 'InvalidPolicy,TapModule.Commands.SetTapPolicyCommand'
        $failure.CategoryInfo.Category | Should -Be 'InvalidArgument'
        $failure.ErrorDetails.RecommendedAction | Should -BeExactly $Advice
        Get-Written | Should -BeNullOrEmpty
    }

    It 'refuses <Why> as <Reason>' -ForEach @(
        @{ Why = 'an ambiguous name'; Set = @{ AddIncludeTarget = 'Project Falcon' }; Reason = 'GroupAmbiguous'; Says = '00000006-6709-4a9d-9e0f-c0de5a9db0c5, 00000007-6709-4a9d-9e0f-c0de5a9db0c5' }
        @{ Why = 'a group that does not exist'; Set = @{ AddIncludeTarget = 'Nobody' }; Reason = 'GroupNotFound'; Says = "named 'Nobody'" }
        @{ Why = 'an unknown id'; Set = @{ AddExcludeTarget = '11111111-2222-3333-4444-555555555555' }; Reason = 'GroupNotFound'; Says = '11111111-2222-3333-4444-555555555555' }
        @{ Why = 'a user by name'; Set = @{ AddIncludeTarget = 'adele.vance@contoso.example' }; Reason = 'InvalidPolicy'; Says = 'is a user' }
        @{ Why = 'a user by id'; Set = @{ ExcludeTarget = '00000004-05e7-4a9d-9e0f-c0de5a9db0c5' }; Reason = 'InvalidPolicy'; Says = 'is a user' }
        @{ Why = 'the exclusion of everybody'; Set = @{ AddExcludeTarget = 'all_users' }; Reason = 'InvalidPolicy'; Says = 'all_users cannot be excluded' }
        @{ Why = 'a replacement and an addition in one'; Set = @{ IncludeTarget = 'Sales'; AddIncludeTarget = 'Support' }; Reason = 'InvalidPolicy'; Says = 'cannot be replaced and added to' }
        @{ Why = 'a group added and removed'; Set = @{ AddExcludeTarget = 'Sales'; RemoveExcludeTarget = '00000003-6709-4a9d-9e0f-c0de5a9db0c5' }; Reason = 'InvalidPolicy'; Says = 'to be added to ExcludeTargets and removed' }
        @{ Why = 'nothing'; Set = @{}; Reason = 'InvalidPolicy'; Says = 'No property' }
    ) {
        $failure = Get-Failure { Set-TapPolicy @Set }
        $failure.FullyQualifiedErrorId | Should -Be "$Reason,TapModule.Commands.SetTapPolicyCommand"
        $failure.Exception.Message | Should -BeLike "*$Says*"
        Get-Written | Should -BeNullOrEmpty
    }

    It 'shows before and after with -WhatIf, and sends nothing that writes' {
        $child = Invoke-ChildPwsh -Environment @{ TAPTEST_GRAPH = (Start-Sandbox).graph } {
            Import-Module $env:TAPMODULE_UNDER_TEST
            Connect-TapGraph -AccessToken ([System.Net.NetworkCredential]::new('', 'any').SecurePassword) -GraphEndpoint $env:TAPTEST_GRAPH
            Set-TapPolicy -IsUsableOnce $true -MaximumLifetimeInMinutes 1440 -IncludeTarget Sales -WhatIf -WarningAction SilentlyContinue
        }
        $child.Err | Should -BeNullOrEmpty
        $child.Out | Should -Match 'What if: Change the Temporary Access Pass policy'
        $child.Out | Should -Match 'MaximumLifetimeInMinutes: 480 -> 1440'
        $child.Out | Should -Match 'IsUsableOnce: false -> true'
        $child.Out | Should -Match "IncludeTargets: all_users -> Sales \($sales\)"
        $child.Out | Should -Not -Match 'DefaultLength'
        Get-Written | Should -BeNullOrEmpty
    }

    It 'needs no permission to write with -WhatIf, and says so without' {
        Connect-Limited 'Policy.Read.AuthenticationMethod'
        Set-TapPolicy -DefaultLength 12 -WhatIf
        $failure = Get-Failure { Set-TapPolicy -DefaultLength 12 }
        $failure.FullyQualifiedErrorId | Should -BeLike 'MissingPermission,*'
        $failure.Exception.Message | Should -BeLike '*Policy.ReadWrite.AuthenticationMethod*'
        Get-Written | Should -BeNullOrEmpty
    }

    It 'tells the role to a caller whom the service refuses' {
        $null = Invoke-Sandbox fault-script -Method Post -Body @{ method = 'PATCH'; action = 'status'; statusCode = 403 }
        $failure = Get-Failure { Set-TapPolicy -DefaultLength 12 }
        $failure.FullyQualifiedErrorId | Should -BeLike 'MissingPermission,*'
        $failure.ErrorDetails.RecommendedAction | Should -BeLike '*Authentication Policy Administrator*'
        $failure.Exception.RequestId | Should -Not -BeNullOrEmpty
    }

    It 'warns: <Says>' -ForEach @(
        @{ Set = @{ IsUsableOnce = $true }; Says = 'Passes that were issued for multiple use*' }
        @{ Set = @{ State = 'disabled' }; Says = 'With the method disabled, passes that were issued already cannot be used*' }
        @{ Set = @{ IncludeTarget = 'Sales' }; Says = 'With all_users removed*' }
        @{ Set = @{ RemoveIncludeTarget = 'all_users' }; Says = 'No included target is left*' }
    ) {
        Set-TapPolicy @Set -WarningVariable warnings -WarningAction SilentlyContinue
        $warnings | Should -HaveCount 1
        $warnings[0].Message | Should -BeLike $Says
    }

    It 'stops before sending when a warning is to stop it' {
        { Set-TapPolicy -State disabled -WarningAction Stop } | Should -Throw
        Get-Written | Should -BeNullOrEmpty
    }

    It 'writes nothing but what was asked for' {
        $all = Set-TapPolicy -DefaultLength 12 *>&1
        $all | Should -BeNullOrEmpty
        $debug = Set-TapPolicy -DefaultLength 13 -Debug 5>&1 | Out-String
        $debug | Should -Match 'PATCH /policies/authenticationMethodsPolicy/authenticationMethodConfigurations/temporaryAccessPass answered 204'
    }

    It 'puts the policy out with -PassThru and warns about what the service recalculated' {
        $null = Invoke-Sandbox behavior -Method Put -Body @{ recalculatesDefaultLifetime = $true }
        $null = Invoke-Sandbox policy -Method Put -Body @{ defaultLifetimeInMinutes = 30 }
        $policy = Set-TapPolicy -DefaultLength 12 -PassThru -WarningVariable warnings -WarningAction SilentlyContinue
        $policy.DefaultLength | Should -Be 12
        $policy.DefaultLifetimeInMinutes | Should -Be 60
        $warnings.Message | Should -BeExactly 'The service recalculated a property that was not sent: DefaultLifetimeInMinutes: 30 -> 60.'
    }

    It 'puts the policy out with -PassThru when nothing differed' {
        (Set-TapPolicy -DefaultLength 8 -PassThru).DefaultLength | Should -Be 8
    }

    It 'notices a change by somebody else' {
        $gate = (Invoke-Sandbox gate -Method Post -Body @{ method = 'GET'; pathContains = 'groups' }).id
        $set = [powershell]::Create().AddScript({
            param($Module, $Token, $Graph)
            Import-Module $Module
            $connection = Connect-TapGraph -AccessToken $Token -GraphEndpoint $Graph -PassThru
            Set-TapPolicy -AddExcludeTarget '00000003-6709-4a9d-9e0f-c0de5a9db0c5' -Connection $connection
        }).AddArgument((Get-TapModulePath)).AddArgument([System.Net.NetworkCredential]::new('', 'any').SecurePassword).AddArgument((Start-Sandbox).graph)
        $running = $set.BeginInvoke()
        $null = Invoke-Sandbox "gate/$gate`?waiting=1&timeoutSeconds=30"
        $null = Invoke-Sandbox policy -Method Put -Body @{ excludeTargets = @() }
        $null = Invoke-Sandbox "gate/$gate/release" -Method Post
        $null = $set.EndInvoke($running)
        $failure = $set.Streams.Error[0]
        $set.Dispose()
        $failure.FullyQualifiedErrorId | Should -Be 'PolicyConflict,TapModule.Commands.SetTapPolicyCommand'
        $failure.Exception.Message | Should -Match 'Nothing was sent'
        Get-Written | Should -BeNullOrEmpty
    }

    It 'is not connected without a connection' {
        Disconnect-TapGraph
        (Get-Failure { Set-TapPolicy -DefaultLength 12 }).FullyQualifiedErrorId | Should -BeLike 'NotConnected,*'
    }
}

Describe 'Reset-TapPolicy' {
    BeforeEach { Reset-Sandbox; Connect-Sandbox }

    It 'sends a DELETE and puts the policy out with -PassThru' {
        $null = Invoke-Sandbox policy -Method Put -Body @{ defaultLength = 20; isUsableOnce = $true }
        $policy = Reset-TapPolicy -Confirm:$false -PassThru -WarningAction SilentlyContinue
        Get-Written | Should -BeExactly 'DELETE'
        $policy.DefaultLength | Should -Be 8
        $policy.IsUsableOnce | Should -BeFalse
    }

    It 'has a high impact, and shows what will change' {
        [System.Management.Automation.CommandMetadata]::new((Get-Command Reset-TapPolicy)).ConfirmImpact | Should -Be 'High'
        $null = Invoke-Sandbox policy -Method Put -Body @{ defaultLength = 20 }
        $child = Invoke-ChildPwsh -Environment @{ TAPTEST_GRAPH = (Start-Sandbox).graph } {
            Import-Module $env:TAPMODULE_UNDER_TEST
            Connect-TapGraph -AccessToken ([System.Net.NetworkCredential]::new('', 'any').SecurePassword) -GraphEndpoint $env:TAPTEST_GRAPH
            Reset-TapPolicy -WhatIf -WarningAction SilentlyContinue
        }
        $child.Out | Should -Match 'What if: Reset the Temporary Access Pass policy'
        $child.Out | Should -Match 'DefaultLength: 20 -> 8'
        $child.Out | Should -Match 'State: enabled -> \(Microsoft''s default\)'
        $child.Out | Should -Not -Match 'MaximumLifetimeInMinutes'
        Get-Written | Should -BeNullOrEmpty
    }
}

Describe 'Test-TapPolicy' {
    BeforeEach { Reset-Sandbox; Connect-Sandbox }

    It 'has one object for each difference, and none where there is none' {
        $differences = @(Test-TapPolicy @{ State = 'enabled'; DefaultLength = 12; ExcludeTargets = 'Sales' })
        $differences.Property | Should -Be @('DefaultLength', 'ExcludeTargets')
        $differences[0].Current | Should -BeExactly 8
        $differences[0].Desired | Should -BeExactly 12
        $differences[1].Current.Id | Should -Be $noPasses
        $differences[1].Desired.DisplayName | Should -Be 'Sales'
        Test-TapPolicy @{ State = 'enabled' } | Should -BeNullOrEmpty
        Get-Written | Should -BeNullOrEmpty
    }

    It 'is a Boolean with -Quiet' {
        Test-TapPolicy @{ DefaultLength = 8 } -Quiet | Should -BeExactly $true
        Test-TapPolicy @{ DefaultLength = 9 } -Quiet | Should -BeExactly $false
        Test-TapPolicy -Baseline EIDSCA -Quiet | Should -BeExactly $false
    }

    It 'takes <Kind>' -ForEach @(
        @{ Kind = 'a hashtable'; State = { @{ defaultLength = 12 } } }
        @{ Kind = 'an ordered table'; State = { [ordered] @{ defaultLength = 12 } } }
        @{ Kind = 'an object'; State = { [pscustomobject] @{ DefaultLength = 12 } } }
        @{ Kind = 'an object from JSON'; State = { '{ "defaultLength": 12 }' | ConvertFrom-Json } }
        @{ Kind = 'JSON text'; State = { '{ "defaultLength": 12 }' } }
        @{ Kind = 'a JSON file'; State = { Set-Content TestDrive:/a.json '{ "defaultLength": 12 }'; 'TestDrive:/a.json' } }
        @{ Kind = 'a psd1 file'; State = { Set-Content TestDrive:/a.psd1 "# ours`n@{ DefaultLength = 12 }"; 'TestDrive:/a.psd1' } }
        @{ Kind = 'a FileInfo'; State = { Set-Content TestDrive:/b.json '{ "defaultLength": 12 }'; Get-Item TestDrive:/b.json } }
    ) {
        (Test-TapPolicy (& $State)).Property | Should -Be 'DefaultLength'
        (& $State | Test-TapPolicy).Property | Should -Be 'DefaultLength'
        Set-TapPolicy (& $State)
        Get-Written | Should -BeExactly "PATCH {`"@odata.type`":`"$type`",`"defaultLength`":12}"
    }

    It 'refuses <Kind>' -ForEach @(
        @{ Kind = 'a file that is not JSON'; State = { Set-Content TestDrive:/x.json 'state = enabled'; 'TestDrive:/x.json' }; Says = '*x.json: The desired state is not JSON*' }
        @{ Kind = 'an empty file'; State = { Set-Content TestDrive:/e.json ''; 'TestDrive:/e.json' }; Says = '*e.json: The desired state is not JSON*' }
        @{ Kind = 'a file that is not there'; State = { 'TestDrive:/none.json' }; Says = 'There is no file*none.json*' }
        @{ Kind = 'a psd1 with a command'; State = { Set-Content TestDrive:/c.psd1 '@{ DefaultLength = (Get-Date).Day }'; 'TestDrive:/c.psd1' }; Says = '*c.psd1: the hashtable holds more than literal values.' }
        @{ Kind = 'a psd1 without a table'; State = { Set-Content TestDrive:/n.psd1 '42'; 'TestDrive:/n.psd1' }; Says = '*n.psd1: the file holds something else than one hashtable.' }
        @{ Kind = 'a psd1 with a slip'; State = { Set-Content TestDrive:/s.psd1 '@{ DefaultLength = '; 'TestDrive:/s.psd1' }; Says = '*s.psd1: line 1:*' }
        @{ Kind = 'an unknown key'; State = { @{ defaultLenght = 12 } }; Says = "*unknown key 'defaultLenght'. Did you mean 'DefaultLength'?" }
        @{ Kind = 'a number as text'; State = { @{ DefaultLength = '12' } }; Says = '*whole number*' }
        @{ Kind = 'a number out of range'; State = { @{ DefaultLength = 49 } }; Says = '*goes from 8 to 48*' }
        @{ Kind = 'another policy'; State = { '{ "id": "Fido2", "state": "enabled" }' }; Says = "*of id 'Fido2'*" }
        @{ Kind = 'a user as target'; State = { @{ IncludeTargets = @(@{ Id = 'x'; TargetType = 'user' }) } }; Says = '*Microsoft ended the targeting of single users*' }
        @{ Kind = 'a number'; State = { 5 }; Says = 'A desired state cannot be a Int32.' }
        @{ Kind = 'nothing named'; State = { @{} }; Says = '*names no property*' }
    ) {
        foreach ($command in 'Test-TapPolicy', 'Set-TapPolicy') {
            $failure = Get-Failure { & $command (& $State) }
            $failure.FullyQualifiedErrorId | Should -BeLike 'InvalidPolicy,*'
            $failure.Exception.Message | Should -BeLike $Says
        }
        Get-Written | Should -BeNullOrEmpty
    }

    It 'names the rule and its source for a baseline' {
        $differences = @(Test-TapPolicy -Baseline EIDSCA, ZeroTrust)
        $differences.Rule | Should -Be @('EIDSCA.AT02', '21846')
        $differences.Source | ForEach-Object { $_ | Should -Match 'https://' }
        Test-TapPolicy -Baseline MicrosoftDefaults | Should -BeNullOrEmpty
        Set-TapPolicy -IsUsableOnce $true -WarningAction SilentlyContinue
        Test-TapPolicy -Baseline EIDSCA, ZeroTrust | Should -BeNullOrEmpty
    }

    It 'needs only to read' {
        Connect-Limited 'Policy.Read.AuthenticationMethod'
        Test-TapPolicy @{ DefaultLength = 8 } -Quiet | Should -BeTrue
    }
}

Describe 'The round trip' {
    BeforeEach { Reset-Sandbox; Connect-Sandbox }

    It 'brings a policy back from the file that ConvertTo-Json wrote, unchanged' {
        $null = Invoke-Sandbox policy -Method Put -Body @{
            defaultLifetimeInMinutes = 90; defaultLength = 20; maximumLifetimeInMinutes = 1440; isUsableOnce = $true
            includeTargets           = @(@{ id = $sales; isRegistrationRequired = $true }, @{ id = $engineering })
        }
        $was = Invoke-Sandbox policy | ConvertTo-Json -Depth 5
        Get-TapPolicy | ConvertTo-Json | Set-Content TestDrive:/policy.json
        Test-TapPolicy TestDrive:/policy.json -Quiet | Should -BeTrue
        Get-TapPolicy | Test-TapPolicy -Quiet | Should -BeTrue

        Reset-TapPolicy -Confirm:$false -WarningAction SilentlyContinue
        Test-TapPolicy TestDrive:/policy.json | Should -HaveCount 7
        Set-TapPolicy TestDrive:/policy.json -WarningAction SilentlyContinue
        Test-TapPolicy TestDrive:/policy.json | Should -BeNullOrEmpty
        Invoke-Sandbox policy | ConvertTo-Json -Depth 5 | Should -BeExactly $was

        Invoke-Sandbox requests -Method Delete
        Set-TapPolicy TestDrive:/policy.json
        Get-Written | Should -BeNullOrEmpty
    }
}

Describe 'samples/policy-drift.ps1' {
    It 'ends with 1 and a line for each difference, and with 0 once the policy is as wanted' {
        $sample = Join-Path $PSScriptRoot '../../samples'
        $child = Invoke-ChildPwsh -Environment @{ TAPTEST_SAMPLES = $sample } {
            Import-Module $env:TAPMODULE_UNDER_TEST
            Connect-TapGraph -Sandbox
            & "$env:TAPTEST_SAMPLES/policy-drift.ps1"
            "exit code $LASTEXITCODE"
            Set-TapPolicy "$env:TAPTEST_SAMPLES/tap-policy.psd1" -WarningAction SilentlyContinue
            & "$env:TAPTEST_SAMPLES/policy-drift.ps1"
            "exit code $LASTEXITCODE"
        }
        $lines = @($child.Out.Trim() -split '\r?\n')
        $lines[0] | Should -BeExactly 'drift: IsUsableOnce: false -> true'
        $lines[1] | Should -BeLike 'drift: IncludeTargets: all_users -> New hires 2026 (*), Support (*)'
        $lines[2..3] | Should -BeExactly @('exit code 1', 'exit code 0')
    }
}

Describe 'Completion' {
    It 'offers <Offered> for <Line>' -ForEach @(
        @{ Line = 'Set-TapPolicy -State '; Offered = @('disabled', 'enabled') }
        @{ Line = 'Set-TapPolicy -IsUsableOnce '; Offered = @('$true', '$false') }
        @{ Line = 'Set-TapPolicy -AddIncludeTarget '; Offered = @('all_users') }
        @{ Line = 'Test-TapPolicy -Baseline '; Offered = @('EIDSCA', 'MicrosoftDefaults', 'ZeroTrust') }
    ) {
        (Complete $Line).CompletionText | Sort-Object | Should -Be ($Offered | Sort-Object)
    }

    It 'offers the usual lifetimes' {
        (Complete 'Set-TapPolicy -MaximumLifetimeInMinutes 4').CompletionText | Should -Be @('480', '43200')
    }
}
