# Every reason through New-TapPass, or where New-TapPass cannot give it, through the command that can. Over HTTP.

BeforeDiscovery {
    $full = @('UserAuthMethod-TAP.ReadWrite.All', 'Policy.Read.AuthenticationMethod')
    # What to do before, who signs in, what to run. Without Run: New-TapPass for user 1.
    $cases = @(
        @{ Id = 'UserNotFound'; Category = 'ObjectNotFound'; What = 'the directory code'; Run = { New-TapPass nobody@contoso.example } }
        @{ Id = 'UserNotFound'; Category = 'ObjectNotFound'; What = 'the methods service code'; Behavior = @{ notFoundCode = 'resourceNotFound' }; Run = { New-TapPass nobody@contoso.example } }
        @{ Id = 'ExternalGuest'; Category = 'InvalidOperation'; What = 'an invited account'; User = @{ creationType = 'Invitation' } }
        @{ Id = 'NotInPolicyScope'; Category = 'InvalidOperation'; What = 'a policy that is on'; Policy = @{ includeTargets = @() } }
        @{ Id = 'PolicyDisabled'; Category = 'InvalidOperation'; What = 'a policy that is off'; Policy = @{ state = 'disabled' } }
        @{ Id = 'NotInPolicyScope'; Category = 'InvalidOperation'; What = 'a policy that may not be read'; Policy = @{ state = 'disabled' }; Token = @{ roles = @('UserAuthMethod-TAP.ReadWrite.All') }; Advice = 'could not be read' }
        @{ Id = 'LifetimeOutOfRange'; Category = 'InvalidArgument'; What = 'a short lifetime'; Run = { New-TapPass user0000001@contoso.example -LifetimeInMinutes 20 } }
        @{ Id = 'MultiUseNotAllowed'; Category = 'InvalidArgument'; What = 'a one-time policy'; Policy = @{ isUsableOnce = $true }; Run = { New-TapPass user0000001@contoso.example -IsUsableOnce $false } }
        @{ Id = 'StartInPast'; Category = 'InvalidArgument'; What = 'an old start'; Run = { New-TapPass user0000001@contoso.example -StartDateTime 2020-01-01T00:00Z } }
        @{ Id = 'PassExists'; Category = 'ResourceExists'; What = '-IfExists Fail'; Run = { $null = New-TapPass user0000001@contoso.example; New-TapPass user0000001@contoso.example -IfExists Fail } }
        @{ Id = 'MissingPermission'; Category = 'PermissionDenied'; What = 'a token without the permission'; Token = @{ roles = @('User.Read.All') } }
        @{ Id = 'RoleTooLow'; Category = 'PermissionDenied'; What = 'an administrator'; Token = @{ scopes = $full; user = 'user0000009@contoso.example' }; User = @{ directoryRoles = @('Global Administrator') }; Behavior = @{ callerRoles = 'authenticationAdministrator' } }
        @{ Id = 'RoleTooLow'; Category = 'PermissionDenied'; What = 'the own account'; Token = @{ scopes = $full; user = 'user0000001@contoso.example' } }
        @{ Id = 'Throttled'; Category = 'LimitsExceeded'; What = 'a limit that stays exhausted'; Script = @{ method = 'POST'; action = 'status'; statusCode = 429; retryAfter = '0'; times = 50 } }
        @{ Id = 'ServiceUnavailable'; Category = 'ResourceUnavailable'; What = 'a service that stays unwell'; Faults = @{ serviceUnavailable = @{ probability = 1; retryAfter = '0' } } }
        @{ Id = 'OutcomeUnknown'; Category = 'InvalidResult'; What = 'creates without an answer'; Faults = @{ dropAfterWork = 1 } }
        @{ Id = 'CloudNotSupported'; Category = 'NotImplemented'; What = 'a cloud without passes'; Behavior = @{ hasTemporaryAccessPass = $false } }
        @{ Id = 'InvalidRow'; Category = 'InvalidData'; What = 'an unreadable cell'; Run = { [pscustomobject] @{ UserId = 'user0000001@contoso.example'; LifetimeInMinutes = 'soon' } | New-TapPass } }
        @{ Id = 'InvalidArgument'; Category = 'InvalidArgument'; What = 'no user'; Run = { New-TapPass } }
        @{ Id = 'UnsafeEndpoint'; Category = 'SecurityError'; What = 'plain http to another machine'; Run = { Connect-TapGraph -AccessToken ([System.Net.NetworkCredential]::new('', 'x').SecurePassword) -GraphEndpoint http://graph.example.org } }
        @{ Id = 'InvalidArgument'; Category = 'InvalidArgument'; What = 'a pass id that leads elsewhere'; Run = { Remove-TapPass user0000001@contoso.example -PassId '..' -Force } }
        @{ Id = 'InvalidArgument'; Category = 'InvalidArgument'; What = 'a group id that leads elsewhere'; Token = @{ roles = @('GroupMember.Read.All') }; Run = { Get-TapUser -GroupId '..' } }
        @{ Id = 'DuplicateUser'; Category = 'InvalidData'; What = 'a second row'; Run = { $null = 'user0000001@contoso.example', 'USER0000001@contoso.example' | New-TapPass } }
        @{ Id = 'GraphError'; Category = 'NotSpecified'; What = 'words that nobody knows'; Script = @{ method = 'POST'; action = 'status'; statusCode = 418 } }
        @{ Id = 'NotConnected'; Category = 'ConnectionError'; What = 'no connection'; Run = { Disconnect-TapGraph; New-TapPass user0000001@contoso.example } }
        @{ Id = 'AuthenticationFailed'; Category = 'AuthenticationError'; What = 'a revoked token'; Run = { $null = Invoke-Sandbox tokens/revoke -Method Post; New-TapPass user0000001@contoso.example } }
        # A given token cannot answer a challenge; whether that is told as the one or as the other is for the sign-in to say.
        @{ Id = 'ClaimsChallenge'; Or = 'AuthenticationFailed'; What = 'claims that the token lacks'; Run = { $null = Invoke-Sandbox tokens -Method Put -Body @{ demandedClaims = '{"access_token":{}}' }; New-TapPass user0000001@contoso.example } }
        @{ Id = 'JournalUnusable'; Category = 'ResourceUnavailable'; What = 'a file that is no journal'; Run = { Set-Content TestDrive:/no.jsonl 'x'; New-TapPass user0000001@contoso.example -Journal TestDrive:/no.jsonl } }
        @{ Id = 'JournalConflict'; Category = 'InvalidData'; What = 'other values than were delivered'; Run = { $null = New-TapPass user0000001@contoso.example -Journal TestDrive:/j.jsonl; New-TapPass user0000001@contoso.example -LifetimeInMinutes 120 -Journal TestDrive:/j.jsonl } }
        @{ Id = 'GroupNotFound'; Category = 'ObjectNotFound'; What = 'a group that is not there'; Token = @{ roles = @('GroupMember.Read.All') }; Run = { Get-TapUser -Group Nobodies } }
        @{ Id = 'GroupAmbiguous'; Category = 'InvalidArgument'; What = 'a name that two groups have'; Token = @{ roles = @('GroupMember.Read.All') }; Groups = 'Twins', 'Twins'; Run = { Get-TapUser -Group Twins } }
    )
}

BeforeAll { Import-Module "$PSScriptRoot/TapTest.psm1" }

Describe 'The reasons' {
    BeforeEach { Reset-Sandbox @{ users = 10; tokens = @{ requireIssued = $true } } }
    AfterAll { Disconnect-TapGraph }

    It 'are <Id> for <What>' -ForEach $cases {
        if (-not $Token) { $Token = @{ roles = @('UserAuthMethod-TAP.ReadWrite.All', 'Policy.Read.AuthenticationMethod') } }
        if ($User) { $null = Invoke-Sandbox user -Method Post -Body (@{ userPrincipalName = 'user0000001@contoso.example' } + $User) }
        foreach ($name in $Groups) { $null = Invoke-Sandbox group -Method Post -Body @{ displayName = $name } }
        Connect-Sandbox $Token
        if ($Policy) { $null = Invoke-Sandbox policy -Method Put -Body $Policy }
        if ($Behavior) { $null = Invoke-Sandbox behavior -Method Put -Body $Behavior }
        if ($Script) { $null = Invoke-Sandbox fault-script -Method Post -Body $Script }
        if ($Faults) { $null = Invoke-Sandbox faults -Method Put -Body $Faults }
        # Of the case itself: a variable of that name may exist outside.
        $command = if ($_.Run) { $_.Run } else { { New-TapPass user0000001@contoso.example } }

        # A terminating error and an error of a row look the same from here.
        $problem = try { & $command 2>&1 | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] } | Select-Object -First 1 } catch { $_ }
        $problem.Exception.Reason | Should -BeIn @($Id, $Or)
        $problem.FullyQualifiedErrorId | Should -BeLike "$($problem.Exception.Reason),*"
        if ($Category) { $problem.CategoryInfo.Category | Should -Be $Category }
        $problem.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
        if ($Advice) { $problem.ErrorDetails.RecommendedAction | Should -Match $Advice }
        if ($problem.Exception.GraphMessage) { $problem.Exception.Message | Should -Match ([regex]::Escape($problem.Exception.GraphMessage.TrimEnd('.'))) }
    }

    It 'are all tested here, but for those of the policy and of files' {
        $known = [System.IO.File]::ReadAllLines("$PSScriptRoot/../../docs/errors.md") -match '^## ' -replace '^## '
        $elsewhere = 'InvalidPolicy', 'PolicyConflict', 'FileExists', 'FileUnusable', 'RecipientUnusable', 'DecryptionFailed', 'TemplateUnusable'
        $tested = Select-String -Path $PSCommandPath -Pattern "@\{ Id = '(\w+)'" | ForEach-Object { $_.Matches.Groups[1].Value }
        $known | Where-Object { $_ -notin $elsewhere } | Should -BeIn $tested
    }

    It 'read the policy once, however many rows fail' {
        Connect-Sandbox @{ roles = @('UserAuthMethod-TAP.ReadWrite.All', 'Policy.Read.AuthenticationMethod') }
        $null = Invoke-Sandbox policy -Method Put -Body @{ state = 'disabled' }
        1..10 | ForEach-Object { 'user{0:d7}@contoso.example' -f $_ } | New-TapPass -ErrorAction SilentlyContinue -ErrorVariable problems
        $problems.Count | Should -Be 10
        $problems.Exception.Reason | Sort-Object -Unique | Should -Be 'PolicyDisabled'
        @(Invoke-Sandbox requests | ForEach-Object { $_ } | Where-Object path -Match 'authenticationMethodsPolicy').Count | Should -Be 1
    }
}

Describe 'Completion' {
    It 'knows every reason, every state and every cloud' {
        $reasons = [System.IO.File]::ReadAllLines("$PSScriptRoot/../../docs/errors.md") -match '^## ' -replace '^## '
        [enum]::GetNames([TapModule.TapErrorId]) | Sort-Object | Should -Be ($reasons | Sort-Object)
        (Complete '(Test-TapPass x)[0].State -eq ').CompletionText | Should -Be "'Ready'", "'NotReady'", "'CannotBeChecked'"
        (Complete '(Test-TapPass x)[0].Problems[0].Reason -eq ').CompletionText | Should -Contain "'UserNotFound'"
        (Complete 'New-TapPass -IfExists ').CompletionText | Should -Be 'Fail', 'Replace', 'Skip'
        (Complete 'Connect-TapGraph -Environment ').CompletionText | Should -Contain 'USGovDoD'
    }
}

Describe 'about_TapModule_Errors' {
    It 'ships with the module and names every reason' {
        $topic = Get-Content -Raw (Join-Path (Split-Path -Parent (Get-TapModulePath)) 'en-US/about_TapModule_Errors.help.txt')
        foreach ($reason in [System.IO.File]::ReadAllLines("$PSScriptRoot/../../docs/errors.md") -match '^## ' -replace '^## ') { $topic | Should -Match "(?m)^    $reason$" }
    }
}
