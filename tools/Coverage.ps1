# Counts which branches of the assemblies the Pester tests reach. Coverlet's collector looks into test hosts only, and Pester drives the module from
# PowerShell; so Coverlet's MSBuild targets, which take any assembly, instrument a copy of the module before the tests and count after them.

# Copies the module and instruments TapModule.dll and TapModule.Core.dll in the copy. Gives back Manifest, which is the copy's, and State, for Write-ModuleCoverage.
function New-InstrumentedModule {
    param([string] $Module, [string] $Configuration, [string] $Destination)

    if (Test-Path $Destination) { Remove-Item -Recurse -Force $Destination }
    $null = New-Item -ItemType Directory -Path (Split-Path -Parent $Destination) -Force
    Copy-Item -Recurse $Module $Destination
    $bin = Join-Path $Destination 'bin/net8.0'
    $dependencies = Join-Path $bin 'dependencies'
    # Branches are found by the symbols, which do not ship.
    $symbols = foreach ($place in @{ TapModule = $bin; 'TapModule.Core' = $dependencies }.GetEnumerator()) {
        Copy-Item (Join-Path $RepositoryRoot "src/TapModule/bin/$Configuration/net8.0/$($place.Key).pdb") $place.Value -PassThru
    }
    $state = & dotnet msbuild $ModuleTestProject -nologo -target:InstrumentModules -getProperty:InstrumenterState `
        "-property:TargetPath=$(Join-Path $bin 'TapModule.dll')" "-property:IncludeDirectory=$dependencies%2c$bin" `
        '-property:Include=[TapModule]*%2c[TapModule.Core]*' -property:IncludeTestAssembly=true `
        '-property:ExcludeByAttribute=GeneratedCodeAttribute%2cCompilerGeneratedAttribute' `
        -property:ExcludeAssembliesWithoutSources=None
    if ($LASTEXITCODE -ne 0) { throw "The copy of the module could not be instrumented: $state" }
    $symbols | Remove-Item
    [pscustomobject] @{ Manifest = Join-Path $Destination 'TapModule.psd1'; State = $state }
}

# After the processes that loaded the copy have ended: they write their counts when they do.
function Write-ModuleCoverage {
    param([string] $State, [string] $Folder)

    $said = & dotnet msbuild $ModuleTestProject -nologo -target:GenerateCoverageResult "-property:InstrumenterState=$State" `
        -property:CoverletOutputFormat=cobertura "-property:CoverletOutput=$Folder/"
    $report = Join-Path $Folder 'coverage.cobertura.xml'
    # What a process that died left half written is no reason for the tests to fail.
    if (-not (Test-Path $report)) { Write-Host "The branches could not be counted: $said"; return }
    Write-BranchCoverage -Report $report -Tests Pester
}

# The branches of each assembly of a report, in one line.
function Write-BranchCoverage {
    param([string] $Report, [string] $Tests)

    foreach ($package in ([xml] (Get-Content -Raw -LiteralPath $Report)).SelectNodes('//package')) {
        $covered = $total = 0
        foreach ($line in $package.SelectNodes('.//class/lines/line[@condition-coverage]')) {
            $share = [regex]::Match($line.'condition-coverage', '\((\d+)/(\d+)\)')
            $covered += [int] $share.Groups[1].Value
            $total += [int] $share.Groups[2].Value
        }
        if ($total -gt 0) {
            Write-Host ('Branch coverage of {0} by the {1} tests: {2:P1} ({3} of {4})' -f $package.name, $Tests, ($covered / $total), $covered, $total)
        }
    }
}
