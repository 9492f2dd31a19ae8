# Where the module's assemblies come from, in fresh processes: in this one, everything is loaded already.

BeforeAll {
    Import-Module "$PSScriptRoot/TapTest.psm1"
    $moduleFolder = Split-Path -Parent (Get-TapModulePath)

    # In a child that has the module imported, and three functions: Use-TapModule goes through Core and the sandbox, Get-OurAssembly
    # lists what came out of the module's folder, Test-Assembly says whether the process at large can find an assembly by name.
    function Invoke-WithModule {
        param([scriptblock] $Script, [hashtable] $Environment = @{})

        Invoke-ChildPwsh -Environment $Environment -Script ([scriptblock]::Create(@"
`$ErrorActionPreference = 'Stop'
function Use-TapModule { Connect-TapGraph -Sandbox; "`$((Get-TapPolicy).State)" }
function Get-OurAssembly {
    `$folder = (Split-Path -Parent `$env:TAPMODULE_UNDER_TEST) + [System.IO.Path]::DirectorySeparatorChar
    foreach (`$assembly in [AppDomain]::CurrentDomain.GetAssemblies().Where{ -not `$_.IsDynamic -and `$_.Location.StartsWith(`$folder) }) {
        @{
            Name    = `$assembly.GetName().Name
            Folder  = (Split-Path -Parent `$assembly.Location).Substring(`$folder.Length).Replace('\', '/')
            Context = [System.Runtime.Loader.AssemblyLoadContext]::GetLoadContext(`$assembly).Name
        }
    }
}
function Test-Assembly (`$Name) {
    try { `$null = [System.Runtime.Loader.AssemblyLoadContext]::Default.LoadFromAssemblyName(`$Name); `$true } catch { `$false }
}
if (-not `$env:TAPTEST_NO_IMPORT) { Import-Module `$env:TAPMODULE_UNDER_TEST }
$Script
"@))
    }

    # A copy of the module in TestDrive, to be damaged.
    function Copy-Module {
        $copy = Join-Path $TestDrive ([guid]::NewGuid())
        Copy-Item -Recurse $moduleFolder $copy
        $copy
    }
}

Describe 'Importing the module' {
    It 'loads TapModule.dll and no dependency, not even when its commands are looked at' {
        # PowerShell notes in its cache which methods a start needed, and .NET compiles them ahead at the next one, with all that they name. In a
        # cache of its own this start has nothing to go by.
        $cache = @{ XDG_CACHE_HOME = "$TestDrive/cache"; LOCALAPPDATA = "$TestDrive/cache" }
        $child = Invoke-WithModule -Environment $cache {
            $null = Get-Command -Module TapModule | ForEach-Object { $_.Parameters; Get-Command $_.Name -Syntax }
            ConvertTo-Json @(Get-OurAssembly)
        }
        $child.Json.Name | Should -Be @('TapModule', 'TapModule.Contracts')
        $child.Json.Folder | Should -Be @('bin/net8.0', 'bin/net8.0')
    }

    It 'works twice, with -Force, and after having been removed' {
        $child = Invoke-WithModule {
            Use-TapModule
            Import-Module $env:TAPMODULE_UNDER_TEST; Use-TapModule
            Import-Module $env:TAPMODULE_UNDER_TEST -Force; Use-TapModule
            Remove-Module TapModule; Import-Module $env:TAPMODULE_UNDER_TEST; Use-TapModule
        }
        $child.Err | Should -BeNullOrEmpty
        @($child.Out.Trim() -split '\r?\n') | Should -Be @('enabled', 'enabled', 'enabled', 'enabled')
    }

    It 'works in a second runspace, also after the first has removed it' {
        $child = Invoke-WithModule {
            $second = [powershell]::Create()
            $null = $second.AddScript('Import-Module $env:TAPMODULE_UNDER_TEST').Invoke()
            Remove-Module TapModule
            $second.Commands.Clear()
            $second.AddScript('Connect-TapGraph -Sandbox; (Get-TapPolicy).State').Invoke()
            $second.Streams.Error
        }
        $child.Err | Should -BeNullOrEmpty
        $child.Out.Trim() | Should -Be 'enabled'
    }

    It 'works in the runspaces of ForEach-Object -Parallel' {
        $child = Invoke-WithModule {
            1..8 | ForEach-Object -ThrottleLimit 4 -Parallel {
                Import-Module ([Environment]::GetEnvironmentVariable('TAPMODULE_UNDER_TEST'))
                Connect-TapGraph -Sandbox
                (Get-TapPolicy).State
            }
        }
        $child.Err | Should -BeNullOrEmpty
        @($child.Out.Trim() -split '\r?\n') | Should -Be (@('enabled') * 8)
    }

    It 'is refused by PowerShell 7.0 to 7.3, whose .NET cannot load it, in one sentence' {
        # An assembly that is not there stands for one that cannot be loaded.
        $script = (Get-Content -Raw (Join-Path $moduleFolder 'TapModule.psm1')).Replace('$PSVersionTable', '$table')
        $table = @{ PSVersion = [semver] '7.3.9' }
        { & ([scriptblock]::Create($script)) } |
            Should -Throw 'TapModule needs PowerShell 7.4 or later, or Windows PowerShell 5.1; this is PowerShell 7.3.9.'
        $table.PSVersion = [semver] '7.4.0'
        { & ([scriptblock]::Create($script)) } | Should -Throw '*TapModule.dll*' -Because 'the real reason is to be seen'
    }
}

Describe 'Isolation in PowerShell 7' {
    It 'keeps every dependency in a private load context, from the folder of its own' {
        $child = Invoke-WithModule { $null = Use-TapModule; ConvertTo-Json @(Get-OurAssembly) }
        # The enums that both sides use are one assembly, beside the cmdlets.
        $shared = $child.Json | Where-Object Name -in 'TapModule', 'TapModule.Contracts'
        $dependencies = $child.Json | Where-Object Name -notin 'TapModule', 'TapModule.Contracts'
        $dependencies.Name | Should -Contain 'TapModule.Core'
        $dependencies.Name | Should -Contain 'TapModule.Sandbox'
        $dependencies.Name | Should -Contain 'Azure.Core'
        $dependencies.Context | Should -BeExactly (@('TapModule') * @($dependencies).Count)
        $dependencies.Folder | Should -Match '^bin/net8.0/dependencies(/win)?$'
        $shared.Context | Should -Be @('Default', 'Default')
    }

    It 'sends through the Microsoft.Graph.Core of its own, which the import alone does not load' {
        $child = Invoke-WithModule {
            function Get-GraphCore { @(foreach ($context in [System.Runtime.Loader.AssemblyLoadContext]::All) { if ($context.Assemblies.Where{ $_.GetName().Name -eq 'Microsoft.Graph.Core' }) { $context.Name } }) }
            $result = @{ Before = @(Get-GraphCore) }
            Connect-TapGraph -Sandbox
            $null = New-TapPass adele@contoso.example -ErrorAction SilentlyContinue
            $result.After = @(Get-GraphCore)
            ConvertTo-Json $result
        }
        $child.Json.Before | Should -BeNullOrEmpty
        $child.Json.After | Should -Be 'TapModule'
    }

    It 'takes its own Azure.Core although a newer one was loaded before' {
        if ($PSVersionTable.PSVersion -lt '7.5') { Set-ItResult -Skipped -Because '.NET before 9 cannot write an assembly' }
        $child = Invoke-WithModule {
            # An empty Azure.Core of the right key and a higher version: whoever is given this one, breaks.
            $ours = Join-Path (Split-Path -Parent $env:TAPMODULE_UNDER_TEST) 'bin/net8.0/dependencies/Azure.Core.dll'
            $name = [System.Reflection.AssemblyName] 'Azure.Core, Version=99.0.0.0'
            $name.SetPublicKey([System.Reflection.AssemblyName]::GetAssemblyName($ours).GetPublicKey())
            $other = [System.Reflection.Emit.PersistedAssemblyBuilder]::new($name, [object].Assembly)
            $null = $other.DefineDynamicModule('Azure.Core')
            $other.Save((Join-Path $env:TAPTEST_FOLDER 'Azure.Core.dll'))
            $null = [System.Reflection.Assembly]::LoadFrom((Join-Path $env:TAPTEST_FOLDER 'Azure.Core.dll'))

            $state = Use-TapModule
            ConvertTo-Json @{
                State = $state
                Host  = [System.Reflection.Assembly]::Load('Azure.Core').GetName().Version.Major
                Ours  = @(Get-OurAssembly).Where{ $_.Name -eq 'Azure.Core' }.Context
            }
        } -Environment @{ TAPTEST_FOLDER = $TestDrive }
        $child.Err | Should -BeNullOrEmpty
        $child.Json.State | Should -Be 'enabled'
        $child.Json.Host | Should -Be 99
        $child.Json.Ours | Should -Be 'TapModule'
    }

    It 'answers the process for its two doors only, and only while it is imported' {
        $child = Invoke-WithModule {
            $result = @{ Package = Test-Assembly 'Azure.Core'; Door = Test-Assembly 'TapModule.Sandbox' }
            Remove-Module TapModule
            $result.Removed = Test-Assembly 'TapModule.Core'
            ConvertTo-Json $result
        }
        $child.Json.Package | Should -BeFalse
        $child.Json.Door | Should -BeTrue
        $child.Json.Removed | Should -BeFalse
    }

    It 'ends a command with an error, and not the process, when <_> is missing' -ForEach @(
        'TapModule.Core', 'TapModule.Sandbox', 'Azure.Core'
    ) {
        $copy = Copy-Module
        Remove-Item "$copy/bin/net8.0/dependencies/$_.dll"
        $child = Invoke-WithModule {
            try { Use-TapModule } catch { "error: $_" }
            'still here'
        } -Environment @{ TAPMODULE_UNDER_TEST = "$copy/TapModule.psd1" }
        $child.ExitCode | Should -Be 0
        $child.Out | Should -Match "error: .*$([regex]::Escape($_))"
        $child.Out | Should -Match 'still here'
    }
}

Describe 'Two copies in one process' {
    It 'work, if they are of one version, and the second says whose assembly it uses' {
        $child = Invoke-WithModule -Environment @{ TAPTEST_SECOND = "$(Copy-Module)/TapModule.psd1" } {
            Use-TapModule
            Import-Module $env:TAPTEST_SECOND
            Use-TapModule
            Remove-Module TapModule
            Import-Module $env:TAPTEST_SECOND
            Use-TapModule
        }
        $child.Err | Should -BeNullOrEmpty
        $lines = @($child.Out.Trim() -split '\r?\n' | Where-Object { $_ })
        @($lines | Where-Object { $_ -eq 'enabled' }).Count | Should -Be 3
        "$lines" | Should -Match "This copy of TapModule uses the one that is loaded in this process already, from '$([regex]::Escape($moduleFolder))"
    }

    It 'of two versions say plainly that a new process is needed (<_>)' -ForEach 'side by side', 'one after the other' {
        $copy = Copy-Module
        $manifest = Get-Content -Raw "$copy/TapModule.psd1"
        Set-Content "$copy/TapModule.psd1" ($manifest -replace "(ModuleVersion\s*=\s*)'[^']+'", "`$1'99.1.2'")
        # The number in the assembly itself: a row of the metadata has four 16-bit numbers behind the id of its hash algorithm.
        $file = "$copy/bin/net8.0/TapModule.dll"
        $bytes = [System.IO.File]::ReadAllBytes($file)
        $image = [System.Reflection.PortableExecutable.PEReader]::new([System.IO.MemoryStream]::new($bytes))
        $metadata = [System.Reflection.Metadata.PEReaderExtensions]::GetMetadataReader($image)
        $row = $image.PEHeaders.MetadataStartOffset + [System.Reflection.Metadata.Ecma335.MetadataReaderExtensions]::GetTableMetadataOffset($metadata, [System.Reflection.Metadata.Ecma335.TableIndex]::Assembly)
        $bytes[$row + 4], $bytes[$row + 6], $bytes[$row + 8] = 99, 1, 2
        [System.IO.File]::WriteAllBytes($file, $bytes)

        $child = Invoke-WithModule -Environment @{ TAPTEST_SECOND = "$copy/TapModule.psd1"; TAPTEST_REMOVE = if ($_ -eq 'side by side') { '' } else { '1' } } {
            if ($env:TAPTEST_REMOVE) { Remove-Module TapModule }
            try { Import-Module $env:TAPTEST_SECOND } catch { "$_" }
            if ($env:TAPTEST_REMOVE) { Import-Module $env:TAPMODULE_UNDER_TEST }
            Use-TapModule
        }
        $child.Err | Should -BeNullOrEmpty
        $lines = @($child.Out.Trim() -split '\r?\n' | Where-Object { $_ })
        $lines[0] | Should -Match "is loaded in this process already, from '.*', and a process can hold only one version\. Start a new PowerShell to use version 99\.1\.2\."
        $lines[-1] | Should -Be 'enabled'
    }
}

# Windows PowerShell is not here. Its build runs in PowerShell 7 as well, which shows that the resolver finds the files.
Describe 'The build for Windows PowerShell' {
    It 'finds its dependencies by its resolver' {
        $child = Invoke-WithModule -Environment @{ TAPTEST_NO_IMPORT = '1' } {
            Import-Module (Join-Path (Split-Path -Parent $env:TAPMODULE_UNDER_TEST) 'bin/netstandard2.0/TapModule.dll')
            $null = Use-TapModule
            ConvertTo-Json @(Get-OurAssembly)
        }
        $child.Err | Should -BeNullOrEmpty
        $core = $child.Json | Where-Object Name -eq 'TapModule.Core'
        $core.Folder | Should -Be 'bin/netstandard2.0/dependencies'
    }

    It 'answers for no higher version than its own, and no longer once it is removed' {
        $child = Invoke-WithModule -Environment @{ TAPTEST_NO_IMPORT = '1' } {
            Import-Module (Join-Path (Split-Path -Parent $env:TAPMODULE_UNDER_TEST) 'bin/netstandard2.0/TapModule.dll')
            $result = @{ Higher = Test-Assembly 'Azure.Identity, Version=99.0.0.0'; Lower = Test-Assembly 'Azure.Core, Version=1.0.0.0' }
            Remove-Module TapModule
            $result.Removed = Test-Assembly 'Microsoft.Identity.Client'
            ConvertTo-Json $result
        }
        $child.Json.Higher | Should -BeFalse
        $child.Json.Lower | Should -BeTrue
        $child.Json.Removed | Should -BeFalse
    }

    It 'leaves the questions of other assemblies alone' {
        $child = Invoke-WithModule -Environment @{ TAPTEST_NO_IMPORT = '1'; TAPTEST_FOLDER = $TestDrive } {
            $folder = Join-Path (Split-Path -Parent $env:TAPMODULE_UNDER_TEST) 'bin/netstandard2.0'
            $stranger = Join-Path $env:TAPTEST_FOLDER 'Stranger.dll'
            Add-Type -OutputAssembly $stranger -ReferencedAssemblies "$folder/dependencies/Azure.Core.dll", 'netstandard' -TypeDefinition '
                public static class Stranger { public static string Ask() => typeof(Azure.Core.TokenCredential).Name; }'
            $null = [System.Reflection.Assembly]::LoadFrom($stranger)
            Import-Module "$folder/TapModule.dll"
            try { [Stranger]::Ask() } catch { $_.Exception.GetBaseException().GetType().Name }
        }
        $child.Out.Trim() | Should -Be 'FileNotFoundException'
    }
}
