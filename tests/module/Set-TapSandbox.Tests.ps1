# Rehearsals on the built-in tenant, in the process.

BeforeAll {
    Import-Module "$PSScriptRoot/TapTest.psm1"
}

Describe 'Set-TapSandbox' {
    BeforeEach { Connect-TapGraph -Sandbox }

    It 'lets time pass for everything that the module shows' {
        New-TapPass adele.vance@contoso.example -LifetimeInMinutes 60 | ForEach-Object State | Should -Be Usable
        $before = (Set-TapSandbox -PassThru).Now

        Set-TapSandbox -Advance 1.00:00:00
        (Get-TapPass adele.vance@contoso.example).State | Should -Be Expired
        ((Set-TapSandbox -PassThru).Now - $before).TotalHours | Should -BeGreaterOrEqual 24
        # The token of yesterday has expired too, and was renewed without a word.
        $pass = New-TapPass adele.vance@contoso.example
        $pass.State | Should -Be Usable
        ($pass.CreatedDateTime - $before).TotalHours | Should -BeGreaterOrEqual 24
        (Get-TapContext).ExpiresOn | Should -BeGreaterThan $pass.CreatedDateTime
    }

    It 'goes on to a moment, and never back' {
        $moment = [datetimeoffset]::UtcNow.AddDays(3)
        ((Set-TapSandbox -Now $moment -PassThru).Now - $moment).Duration().TotalMinutes | Should -BeLessThan 1

        { Set-TapSandbox -Now $moment.AddDays(-1) } | Should -Throw '*forward only*'
        { Set-TapSandbox -Advance -1:00:00 } | Should -Throw '*forward only*'
    }

    It 'lets a share of the users use the pass and register a method' {
        Set-TapSandbox -UserCount 50
        $passes = Get-TapUser -Group 'Numbered users' | New-TapPass -IsUsableOnce $true
        $passes | Should -HaveCount 50

        Set-TapSandbox -Advance 00:30:00 -UsedShare 0.6
        $read = $passes | Get-TapPass -IncludeMethods
        @($read | Where-Object State -EQ Used) | Should -HaveCount 30
        @($read | Where-Object Enrolment -EQ Since) | Should -HaveCount 30
        (Set-TapSandbox -PassThru).UsedPassCount | Should -Be 30

        Set-TapSandbox -UsedShare 1 -RegisteredMethod None
        @($passes | Get-TapPass -IncludeMethods | Where-Object Enrolment -EQ Since) | Should -HaveCount 30
        (Set-TapSandbox -UserCount 0 -PassThru).PassCount | Should -Be 0
    }

    It 'makes the caller a weaker one, and the module knows' {
        Set-TapSandbox -Role AuthenticationAdministrator
        New-TapPass global.admin@contoso.example -ErrorVariable refused -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $refused[0].FullyQualifiedErrorId | Should -BeLike 'RoleTooLow*'

        Set-TapSandbox -Permission User.Read.All
        (Get-TapContext).Permissions | Should -Be User.Read.All
        { New-TapPass adele.vance@contoso.example -ErrorAction Stop } | Should -Throw '*UserAuthMethod-TAP.ReadWrite.All*'

        Set-TapSandbox -Role Unchecked -Permission UserAuthMethod-TAP.ReadWrite.All
        New-TapPass global.admin@contoso.example | Should -Not -BeNullOrEmpty
    }

    It 'makes the caller an application' {
        Set-TapSandbox -AsApplication
        (Get-TapContext).AuthType | Should -Be AppOnly
        Set-TapSandbox -AsApplication:$false
        (Get-TapContext).AuthType | Should -Be Delegated
    }

    It 'limits the roles to an administrative unit' {
        Set-TapSandbox -Role AuthenticationAdministrator -AdministrativeUnit Shops
        New-TapPass adele.vance@contoso.example | Should -Not -BeNullOrEmpty
        New-TapPass megan.bowen@contoso.example -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        (Set-TapSandbox -AdministrativeUnit '' -PassThru).AdministrativeUnit | Should -BeNullOrEmpty
        { Set-TapSandbox -AdministrativeUnit Nowhere } | Should -Throw '*Nowhere*'
    }

    It 'loses answers, and no pass is lost' {
        Set-TapSandbox -UserCount 60 -LostShare 0.2 -ErrorShare 0.1
        $passes = @(Get-TapUser -Group 'Numbered users' | New-TapPass -BatchSize 4)
        Set-TapSandbox -LostShare 0 -ErrorShare 0
        $passes | Should -HaveCount 60
        @($passes | Get-TapPass | Where-Object State -EQ Usable) | Should -HaveCount 60
    }

    It 'changes nothing with -WhatIf' {
        $before = Set-TapSandbox -PassThru
        Set-TapSandbox -Advance 1.00:00:00 -UserCount 5 -WhatIf
        $after = Set-TapSandbox -PassThru
        $after.UserCount | Should -Be $before.UserCount
        ($after.Now - [datetimeoffset]::UtcNow).TotalMinutes | Should -BeLessThan 5
    }

    It 'shows no more in the list than there is' {
        $text = Set-TapSandbox -Latency 00:00:00.010 -PassThru | Out-String
        $text | Should -Match 'Latency'
        $text | Should -Not -Match 'LostShare|Permission'
    }
}

Describe 'A sandbox' {
    It 'has a tenant id of its own' {
        $one = Connect-TapGraph -Sandbox -PassThru
        $two = Connect-TapGraph -Sandbox -PassThru
        $one.TenantId | Should -Not -Be $two.TenantId
        $one.Sandbox.TenantId | Should -Be $one.TenantId
    }

    It 'is not what a real connection has' {
        Reset-Sandbox
        Connect-Sandbox @{ roles = @('UserAuthMethod-TAP.ReadWrite.All') }
        { Set-TapSandbox -UserCount 5 } | Should -Throw '*real tenant*'
    }

    It 'is kept in a file, even if the process is killed' {
        $path = Join-Path $TestDrive 'term.sandbox'
        $env:TAP_TEST_SANDBOX = $path
        try {
            $child = Invoke-ChildPwsh {
                Import-Module $env:TAPMODULE_UNDER_TEST
                Connect-TapGraph -Sandbox -Path $env:TAP_TEST_SANDBOX
                Set-TapSandbox -UserCount 30 -Advance 02:00:00
                $pass = New-TapPass user0000003@contoso.example
                [Console]::Out.Write((ConvertTo-Json @{ Tenant = (Get-TapContext).TenantId; Id = "$($pass.PassId)" }))
                [Console]::Out.Flush()
                [System.Diagnostics.Process]::GetCurrentProcess().Kill()
            }
        } finally {
            $env:TAP_TEST_SANDBOX = $null
        }

        $connection = Connect-TapGraph -Sandbox -Path $path -PassThru
        $connection.TenantId | Should -Be $child.Json.Tenant
        $connection.Sandbox.Path | Should -Be $path
        $connection.Sandbox.UserCount | Should -BeGreaterThan 60
        ($connection.Sandbox.Now - [datetimeoffset]::UtcNow).TotalMinutes | Should -BeGreaterThan 100
        "$((Get-TapPass user0000003@contoso.example).PassId)" | Should -Be $child.Json.Id

        # Two sessions cannot both have it; the next one can.
        { Connect-TapGraph -Sandbox -Path $path } | Should -Throw '*cannot be kept*'
        Disconnect-TapGraph $connection
        (Connect-TapGraph -Sandbox -Path $path -PassThru).TenantId | Should -Be $child.Json.Tenant
        Disconnect-TapGraph
    }

    It 'does not overwrite a file of another kind' {
        $path = Join-Path $TestDrive 'list.csv'
        Set-Content $path 'UserPrincipalName'
        { Connect-TapGraph -Sandbox -Path $path } | Should -Throw '*list.csv*'
        Get-Content $path | Should -Be 'UserPrincipalName'
    }
}
