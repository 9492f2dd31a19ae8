# Reading and revoking, through the same engine as issuing. Over HTTP.

BeforeAll {
    Import-Module "$PSScriptRoot/TapTest.psm1"
    function Get-User ([int] $Number) { 'user{0:d7}@contoso.example' -f $Number }
    function Get-Sent { @(Invoke-Sandbox requests) | ForEach-Object { $_ } }
    function Connect-Me { Reset-Sandbox; Connect-Sandbox @{ scopes = @('UserAuthMethod-TAP.ReadWrite') } }
}

Describe 'Get-TapPass' {
    BeforeEach {
        Reset-Sandbox @{ users = 60 }
        Connect-Sandbox @{ roles = @('UserAuthMethod-TAP.ReadWrite.All') }
    }

    It 'reads the pass of a user, without its code' {
        $issued = New-TapPass (Get-User 1)
        $pass = Get-TapPass (Get-User 1)
        $pass.PassId | Should -Be $issued.PassId
        $pass.TemporaryAccessPass | Should -BeNullOrEmpty
        $pass.State | Should -Be 'Usable'
    }

    It 'puts out nothing for a user who has none' { Get-TapPass (Get-User 1) | Should -BeNullOrEmpty }

    It 'reads one pass by its id, also from what New-TapPass put out' {
        $issued = New-TapPass (Get-User 1)
        (Get-TapPass (Get-User 1) -PassId $issued.PassId).PassId | Should -Be $issued.PassId
        ($issued | Get-TapPass).PassId | Should -Be $issued.PassId
        (Get-Sent)[-1].path | Should -BeLike "*/$($issued.PassId)"
    }

    It 'reads many in batches, and carries the row along' {
        $null = 1..60 | ForEach-Object { Get-User $_ } | New-TapPass
        $null = Invoke-Sandbox requests -Method Delete
        $passes = 1..60 | ForEach-Object { [pscustomobject] @{ UPN = Get-User $_; Site = "s$_" } } | Get-TapPass
        $passes.Count | Should -Be 60
        ($passes | Where-Object UserId -EQ (Get-User 7)).InputObject.Site | Should -Be 's7'
        @(Get-Sent | Where-Object batchItemId).Count | Should -BeGreaterThan 40
    }

    It 'says <State> when <When>' -ForEach @(
        @{ State = 'NotYetValid'; When = 'its start lies ahead'; Given = @{ StartDateTime = '2090-01-01T00:00Z' } }
        @{ State = 'Used'; When = 'a one-time pass was used'; Given = @{ IsUsableOnce = $true }; Then = { Invoke-Sandbox use-pass -Method Post -Body @{ user = Get-User 1 } } }
        @{ State = 'DisabledByPolicy'; When = 'the policy was switched off'; Given = @{}; Then = { Invoke-Sandbox policy -Method Put -Body @{ state = 'disabled' } } }
    ) {
        $null = New-TapPass (Get-User 1) @Given
        if ($Then) { $null = & $Then }
        (Get-TapPass (Get-User 1)).State | Should -Be $State
    }

    It 'names a user who does not exist, and reads the others' {
        $null = New-TapPass (Get-User 2)
        $passes = 'nobody@x', (Get-User 2) | Get-TapPass -ErrorAction SilentlyContinue -ErrorVariable problems
        @($passes).Count | Should -Be 1
        $problems[0].FullyQualifiedErrorId | Should -Be 'UserNotFound,TapModule.Commands.GetTapPassCommand'
    }

    It 'reads again what the service did not answer' {
        $null = New-TapPass (Get-User 1)
        $null = Invoke-Sandbox fault-script -Method Post -Body @{ method = 'GET'; action = 'drop' }
        (Get-TapPass (Get-User 1)).State | Should -Be 'Usable'
    }

    It 'reads one''s own pass with -Me' {
        Connect-Me
        Get-TapPass -Me | Should -BeNullOrEmpty
        (Get-Sent)[-1].path | Should -Be '/v1.0/me/authentication/temporaryAccessPassMethods'
    }

    It 'cannot be asked for a user and for oneself at once' { { Get-TapPass -UserId (Get-User 1) -Me } | Should -Throw -ErrorId 'AmbiguousParameterSet,*' }
}

Describe 'Remove-TapPass' {
    BeforeEach {
        Reset-Sandbox @{ users = 60 }
        Connect-Sandbox @{ roles = @('UserAuthMethod-TAP.ReadWrite.All') }
    }

    It 'finds the pass of a user and revokes it' {
        $null = New-TapPass (Get-User 1)
        Remove-TapPass (Get-User 1) -Confirm:$false | Should -BeNullOrEmpty
        Get-TapPass (Get-User 1) | Should -BeNullOrEmpty
    }

    It 'revokes by pass id without looking it up' {
        $issued = New-TapPass (Get-User 1)
        $null = Invoke-Sandbox requests -Method Delete
        $issued | Remove-TapPass -Confirm:$false
        @(Get-Sent).method | Should -Be 'DELETE'
    }

    It 'revokes many in batches' {
        $null = 1..60 | ForEach-Object { Get-User $_ } | New-TapPass
        1..60 | ForEach-Object { Get-User $_ } | Remove-TapPass -Confirm:$false
        @((Invoke-Sandbox passes).psobject.Properties).Count | Should -Be 0
    }

    It 'says that a pass is gone already, and calls it a success' {
        $said = Remove-TapPass (Get-User 1) -Confirm:$false -Verbose 4>&1
        "$said" | Should -Match 'nothing had to be removed'
        $issued = New-TapPass (Get-User 1)
        Remove-TapPass (Get-User 1) -Confirm:$false
        $said = $issued | Remove-TapPass -Confirm:$false -Verbose 4>&1
        "$said" | Should -Match 'nothing had to be removed'
    }

    It 'revokes nothing with -WhatIf' {
        $null = New-TapPass (Get-User 1)
        Remove-TapPass (Get-User 1) -WhatIf
        Get-TapPass (Get-User 1) | Should -Not -BeNullOrEmpty
        @(Get-Sent | Where-Object method -EQ DELETE).Count | Should -Be 0
    }

    It 'asks by itself: its impact is high' {
        $null = New-TapPass (Get-User 1)
        $child = Invoke-ChildPwsh -Environment @{ SANDBOX = (Start-Sandbox).graph } {
            Import-Module $env:TAPMODULE_UNDER_TEST
            Connect-TapGraph -AccessToken ([System.Net.NetworkCredential]::new('', 'x').SecurePassword) -GraphEndpoint $env:SANDBOX
            Remove-TapPass user0000001@contoso.example
        }
        $child.Err | Should -Match 'NonInteractive|prompt'
        Get-TapPass (Get-User 1) | Should -Not -BeNullOrEmpty
    }
}
