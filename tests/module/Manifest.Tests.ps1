# What the manifest says, against what the module has.

BeforeAll {
    Import-Module "$PSScriptRoot/TapTest.psm1"
    $manifestPath = Get-TapModulePath
    $manifest = Import-PowerShellDataFile $manifestPath
    $module = Get-Module TapModule
}

Describe 'The manifest' {
    It 'is valid' {
        (Test-ModuleManifest $manifestPath).Version | Should -Be $manifest.ModuleVersion
    }

    It 'exports exactly the cmdlets that the assembly has' {
        $child = Invoke-ChildPwsh {
            $assembly = Join-Path (Split-Path -Parent $env:TAPMODULE_UNDER_TEST) 'bin/net8.0/TapModule.dll'
            ConvertTo-Json @((Import-Module $assembly -PassThru).ExportedCmdlets.Keys)
        }
        $module.ExportedCmdlets.Keys | Sort-Object | Should -Be ($child.Json | Sort-Object)
        $manifest.CmdletsToExport | Should -Be ($child.Json | Sort-Object)
    }

    It 'names every other export as well, and has no wildcard' {
        foreach ($kind in 'CmdletsToExport', 'FunctionsToExport', 'AliasesToExport', 'VariablesToExport') {
            $manifest.ContainsKey($kind) | Should -BeTrue -Because "$kind is not given"
            $manifest[$kind] | Should -Not -Match '\*'
        }
        $module.ExportedAliases.Keys | Sort-Object | Should -Be ($manifest.AliasesToExport | Sort-Object)
        $module.ExportedFunctions.Keys | Should -BeNullOrEmpty
        $module.ExportedVariables.Keys | Should -BeNullOrEmpty
    }

    It 'has the version of the folder and of the assemblies' {
        Split-Path -Leaf (Split-Path -Parent $manifestPath) | Should -Be $manifest.ModuleVersion
        foreach ($assembly in Get-ChildItem (Split-Path -Parent $manifestPath) -Recurse -Filter 'TapModule*.dll') {
            [System.Reflection.AssemblyName]::GetAssemblyName($assembly.FullName).Version.ToString(3) | Should -Be $manifest.ModuleVersion
        }
    }

    It 'lets a command of it be found and used without an import' {
        $child = Invoke-ChildPwsh -Environment @{ PSModulePath = Join-Path $manifestPath '../../..' | Resolve-Path } {
            Connect-TapGraph -Sandbox
            (Get-TapPolicy).State
        }
        $child.Err | Should -BeNullOrEmpty
        $child.Out.Trim() | Should -Be 'enabled'
    }
}

Describe 'The commands' {
    It 'have approved verbs, and nouns that begin with Tap' {
        $approved = (Get-Verb).Verb
        foreach ($command in $module.ExportedCmdlets.Values) {
            $command.Verb | Should -BeIn $approved
            $command.Noun | Should -BeLike 'Tap*'
        }
    }
}
