# What every command has in common. The layers are looked at in tests/TapModule.Core.Tests/Conventions.

BeforeDiscovery {
    Import-Module "$PSScriptRoot/TapTest.psm1"
    $commands = (Get-Module TapModule).ExportedCmdlets.Values | ForEach-Object { @{ Name = $_.Name; Command = $_ } }
}

BeforeAll {
    $sources = "$PSScriptRoot/../../src/TapModule"
    $common = [System.Management.Automation.Cmdlet]::CommonParameters + [System.Management.Automation.Cmdlet]::OptionalCommonParameters
    # They change nothing but themselves, and put out nothing.
    $silent = 'Disconnect'
}

Describe '<Name>' -ForEach $commands {
    It 'has a file of its own, with a sealed class of the same name' {
        $class = "$($Command.Verb)$($Command.Noun)Command"
        $Command.ImplementingType.Name | Should -Be $class
        $Command.ImplementingType.IsSealed | Should -BeTrue
        "$sources/Commands/$class.cs" | Should -Exist
    }

    It 'says what it puts out, in types that a script can name' {
        if ($Command.Verb -notin $silent) { $Command.OutputType | Should -Not -BeNullOrEmpty }
        foreach ($type in $Command.OutputType.Type) { $type.Assembly.GetName().Name | Should -BeIn 'TapModule', 'System.Private.CoreLib' }
    }

    It 'can be asked what it would do, if it changes the tenant' {
        if ($Command.Verb -notin 'New', 'Set', 'Remove', 'Reset') { return }
        $Command.Parameters.Keys | Should -Contain 'WhatIf'
        $Command.Parameters.Keys | Should -Contain 'Confirm'
    }

    It 'takes a connection, if it talks to Graph' {
        if (-not [TapModule.Cmdlets.ConnectedCmdlet].IsAssignableFrom($Command.ImplementingType)) { return }
        $Command.Parameters['Connection'].ParameterType.Name | Should -Be 'TapConnection'
    }

    It 'has parameters in PascalCase, and aliases that do not collide' {
        $own = $Command.Parameters.Values | Where-Object Name -notin $common
        $own.Name | Should -MatchExactly '^[A-Z][A-Za-z]+$'
        $names = @($own.Name; $own.Aliases) | Where-Object { $_ }
        @($names | Sort-Object -Unique).Count | Should -Be @($names).Count
    }
}

Describe 'The folder of commands' {
    It 'holds exported commands only' {
        $expected = (Get-Module TapModule).ExportedCmdlets.Values | ForEach-Object { "$($_.Verb)$($_.Noun)Command.cs" } | Sort-Object
        (Get-ChildItem "$sources/Commands").Name | Sort-Object | Should -Be $expected
    }
}

Describe 'The smoke test for Windows PowerShell' {
    It 'passes with the build for it, in this PowerShell' {
        $child = Invoke-ChildPwsh -Environment @{ TAPTEST_SMOKE = "$PSScriptRoot/../smoke.ps1" } {
            & $env:TAPTEST_SMOKE -Module (Join-Path (Split-Path -Parent $env:TAPMODULE_UNDER_TEST) 'bin/netstandard2.0/TapModule.dll')
        }
        $child.Err | Should -BeNullOrEmpty
        $child.Out | Should -Match 'ok: passes are revoked'
    }
}
