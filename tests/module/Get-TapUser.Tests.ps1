# Finding users. Over HTTP.

BeforeAll {
    Import-Module "$PSScriptRoot/TapTest.psm1"
    $rights = @('User.Read.All', 'GroupMember.Read.All', 'UserAuthMethod-TAP.ReadWrite.All', 'Policy.Read.AuthenticationMethod')
    function Get-Sent { @(Invoke-Sandbox requests) | ForEach-Object { $_ } }
}

Describe 'Get-TapUser' {
    BeforeEach {
        Reset-Sandbox @{ tokens = @{ requireIssued = $true } }
        Connect-Sandbox @{ roles = $rights }
    }

    AfterAll { Disconnect-TapGraph }

    It 'finds users by id and by name, also piped, in batches' {
        $found = 'megan.bowen@contoso.example', '00000004-05e7-4a9d-9e0f-c0de5a9db0c5', "eva.external_fabrikam.example#EXT#@contoso.example" | Get-TapUser
        $found | Should -BeOfType TapModule.TapUser
        $found.DisplayName | Sort-Object | Should -Be 'Adele Vance', 'Eva External', 'Megan Bowen'
        ($found | Where-Object DisplayName -EQ 'Megan Bowen').UserId | Should -Be '00000003-05e7-4a9d-9e0f-c0de5a9db0c5'
        ($found | Where-Object DisplayName -EQ 'Eva External').UserType | Should -Be 'Guest'
    }

    It 'fits a window of 80, a line for each user' {
        $lines = @((Get-TapUser -UserId 'megan.bowen@contoso.example' | Out-String -Width 80).Trim() -split '\r?\n')
        $lines.Count | Should -Be 3
        $lines[2] | Should -Match '^megan\.bowen@contoso\.example +Megan Bowen +True +Member'
    }

    It 'tells of a user who is not there, and goes on' {
        $found = 'nobody@contoso.example', 'megan.bowen@contoso.example' | Get-TapUser -ErrorAction SilentlyContinue -ErrorVariable problems
        $found.DisplayName | Should -Be 'Megan Bowen'
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'UserNotFound,*'
    }

    It 'finds the members of a group by <By>, those of nested groups too' -ForEach @(
        @{ By = 'name'; Given = @{ Group = 'New hires 2026' } }
        @{ By = 'id'; Given = @{ GroupId = '00000004-6709-4a9d-9e0f-c0de5a9db0c5' } }
    ) {
        $names = (Get-TapUser @Given).UserPrincipalName
        $names | Should -Contain 'yuki.tanaka@contoso.example'
        $names | Should -Contain 'priya.nair@contoso.example' -Because 'she is in Support, which is in New hires 2026'
        $names.Count | Should -Be 11
    }

    It 'chooses no group of several that have the name, and gives their ids' {
        { Get-TapUser -Group 'Project Falcon' } | Should -Throw -ErrorId 'GroupAmbiguous,*' -ExpectedMessage '*00000006-6709*00000007-6709*'
    }

    It 'takes a filter' {
        (Get-TapUser -Filter "department eq 'Legal'").DisplayName | Should -Be 'Grady Archie', 'Miriam Graham'
        { Get-TapUser -Filter 'no filter at all' } | Should -Throw -ErrorId 'GraphError,*'
    }

    It 'streams pages, asks for no more than is wanted, and for no property more than it needs' {
        Reset-Sandbox @{ users = 2500; tokens = @{ requireIssued = $true } }
        Connect-Sandbox @{ roles = $rights }
        (Get-TapUser -All).Count | Should -Be 2500
        @(Get-Sent).Count | Should -Be 3
        $null = Invoke-Sandbox requests -Method Delete
        (Get-TapUser -All -First 5).Count | Should -Be 5
        (Get-TapUser -All | Select-Object -First 1).UserPrincipalName | Should -Be 'user0000001@contoso.example'
        $sent = @(Get-Sent)
        $sent.Count | Should -Be 2
        [uri]::UnescapeDataString($sent[0].path) | Should -Match '\$select=id,userPrincipalName,displayName,mail,accountEnabled,userType&\$top=5$'
    }

    It 'pipes into Test-TapPass and New-TapPass' {
        $ready = Get-TapUser -Group Sales | Test-TapPass
        $ready.Ready | Should -Not -Contain $false
        $passes = Get-TapUser -Group Sales | New-TapPass
        $passes.Count | Should -Be $ready.Count
        $passes[0].InputObject.DisplayName | Should -Not -BeNullOrEmpty
        ($ready | New-TapPass).Count | Should -Be $ready.Count -Because 'what was found ready can be piped on'
    }

    It 'says which permission is missing' {
        Connect-Sandbox @{ roles = @('Policy.Read.All') }
        { Get-TapUser -All } | Should -Throw -ErrorId 'MissingPermission,*'
        { Get-TapUser -Group Sales } | Should -Throw -ErrorId 'MissingPermission,*' -ExpectedMessage '*GroupMember.Read.All*'
    }
}
