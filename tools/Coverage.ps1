# Counts which branches of the assemblies the Pester tests reach. Coverlet's collector looks into test hosts only, and Pester drives the module from PowerShell;
# so its core, which comes in the same package, instruments a copy of the module here. Its types are internal: hence the reflection.

Add-Type -TypeDefinition @'
public class SilentLogger : System.Reflection.DispatchProxy
{
    protected override object Invoke(System.Reflection.MethodInfo method, object[] arguments) { return null; }
}
'@

# Copies the module, instruments TapModule.dll and TapModule.Core.dll in it, and gives back what Get-BranchCoverage needs. Manifest is the copy's.
function New-InstrumentedModule {
    param([string] $Module, [string] $Configuration, [string] $Destination)

    if (Test-Path $Destination) { Remove-Item -Recurse -Force $Destination }
    $null = New-Item -ItemType Directory -Path (Split-Path -Parent $Destination) -Force
    Copy-Item -Recurse $Module $Destination
    $bin = Join-Path $Destination 'bin/net8.0'
    $measured = foreach ($assembly in 'TapModule.dll', 'dependencies/TapModule.Core.dll') {
        $path = Join-Path $bin $assembly
        $symbols = [System.IO.Path]::ChangeExtension($path, 'pdb')
        Copy-Item (Join-Path $RepositoryRoot "src/TapModule/bin/$Configuration/net8.0/$(Split-Path -Leaf $symbols)") $symbols
        $coverage = New-Coverage -Assembly $path
        $null = $coverage.PrepareModules()
        Remove-Item $symbols
        $coverage
    }
    [pscustomobject] @{ Manifest = Join-Path $Destination 'TapModule.psd1'; Measured = $measured }
}

function New-Coverage {
    param([string] $Assembly)

    $core = [System.Reflection.Assembly]::LoadFrom((Get-CoverletPath))
    $make = { param($Name, $Arguments) [Activator]::CreateInstance($core.GetType("Coverlet.Core.$Name"), [object[]] $Arguments) }
    $logger = [System.Reflection.DispatchProxy]::Create($core.GetType('Coverlet.Core.Abstractions.ILogger'), [SilentLogger])
    $files = & $make 'Helpers.FileSystem'
    $sources = & $make 'Helpers.SourceRootTranslator' @($logger, $files)
    $helper = & $make 'Helpers.InstrumentationHelper' @((& $make 'Helpers.ProcessExitHandler'), (& $make 'Helpers.RetryHelper'), $files, $logger, $sources)
    $parameters = & $make 'CoverageParameters'
    $parameters.IncludeFilters = @("[$([System.IO.Path]::GetFileNameWithoutExtension($Assembly))]*")
    $parameters.IncludeTestAssembly = $true
    $parameters.ExcludeAttributes = @('GeneratedCodeAttribute', 'CompilerGeneratedAttribute')
    $parameters.ExcludeAssembliesWithoutSources = 'None'
    & $make 'Coverage' @($Assembly, $parameters, $logger, $helper, $files, $sources, (& $make 'Symbols.CecilSymbolHelper'))
}

function Get-CoverletPath {
    $version = ([xml] (Get-Content -Raw (Join-Path $RepositoryRoot 'Directory.Packages.props'))).SelectSingleNode('//PackageVersion[@Include = "coverlet.collector"]').Version
    $assets = Get-Content -Raw (Join-Path $RepositoryRoot 'tests/TapModule.Core.Tests/obj/project.assets.json') | ConvertFrom-Json
    @($assets.packageFolders.psobject.Properties.Name) | ForEach-Object { Join-Path $_ "coverlet.collector/$version/build/net8.0/coverlet.core.dll" } |
        Where-Object { Test-Path $_ } | Select-Object -First 1
}

# After the processes that loaded the copy have ended: they write their counts when they do.
function Write-ModuleCoverage {
    param([object[]] $Measured)

    foreach ($coverage in $Measured) {
        # What a process that died left half written is no reason for the tests to fail.
        try { $result = $coverage.GetCoverageResult() } catch { Write-Host "The branches could not be counted: $_"; continue }
        $summary = $result.GetType().Assembly.GetType('Coverlet.Core.CoverageSummary')
        $branches = $summary::CalculateBranchCoverage($result.Modules)
        $name = [System.IO.Path]::GetFileNameWithoutExtension(@($result.Modules.Keys)[0])
        Write-Host ('Branch coverage of {0} by the Pester tests: {1:P1} ({2} of {3})' -f
            $name, ($branches.Covered / $branches.Total), $branches.Covered, $branches.Total)
    }
}
