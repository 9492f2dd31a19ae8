# Runs both tiers of tests, and adds up what they say.

$ResultFolder = Join-Path $RepositoryRoot 'out/test-results'
$Solution = Join-Path $RepositoryRoot 'TapModule.sln'
$ModuleTests = Join-Path $RepositoryRoot 'tests/module'
$ModuleTestProject = Join-Path $ModuleTests 'TapModule.Module.Tests.csproj'
$TestTotal = @{ Passed = 0; Failed = 0; Skipped = 0 }

function Add-TestResult {
    param([int] $Passed, [int] $Failed, [int] $Skipped)

    $TestTotal.Passed += $Passed
    $TestTotal.Failed += $Failed
    $TestTotal.Skipped += $Skipped
}

# A tier that ran no test has proved nothing; that is a failure, whatever the reason.
function Assert-TestRun {
    param([string] $Tier, [int] $Run)

    if ($Run -gt 0) { return }
    Write-Host "No $Tier test was run; that counts as one failure."
    Add-TestResult -Failed 1
}

# Prints the closing line; gives back the exit code that goes with it.
function Write-TestTotal {
    Write-Host "$($TestTotal.Passed) passed, $($TestTotal.Failed) failed, $($TestTotal.Skipped) skipped"
    [int] ($TestTotal.Failed -gt 0)
}

function Build-Test {
    param([string] $Configuration)

    Write-Host 'Building the tests'
    Invoke-DotNet build $Solution --configuration $Configuration --verbosity quiet --nologo
}

function Invoke-UnitTest {
    param([string] $Configuration)

    Write-Host 'Running the xUnit tests'
    if (Test-Path $ResultFolder) { Remove-Item -Recurse -Force $ResultFolder }
    # One project after the other: tests of pace and time share no processor with another test host.
    & dotnet test $Solution --no-build --configuration $Configuration --nologo -maxCpuCount:1 `
        --logger trx --results-directory $ResultFolder `
        --collect 'XPlat Code Coverage' --settings (Join-Path $RepositoryRoot 'tests/coverage.runsettings') | Out-Host
    $hasFailed = $LASTEXITCODE -ne 0

    $run = $reported = 0
    foreach ($file in Get-ChildItem $ResultFolder -Filter '*.trx' -ErrorAction Ignore) {
        $trx = [xml] (Get-Content -Raw -LiteralPath $file.FullName)
        $count = $trx.TestRun.ResultSummary.Counters
        Add-TestResult -Passed $count.passed -Failed ($count.executed - $count.passed) -Skipped ($count.total - $count.executed)
        $run += $count.executed
        $reported += $count.executed - $count.passed
        $trx.GetElementsByTagName('UnitTestResult') | Where-Object outcome -eq 'NotExecuted' | ForEach-Object {
            Write-Host "  skipped: $($_.testName): $($_.InnerText.Trim())"
        }
    }
    # A test host that dies reports no failure, and must not pass for a success.
    if ($hasFailed -and $reported -eq 0) { Add-TestResult -Failed 1 }
    Assert-TestRun -Tier xUnit -Run $run
    # The collector leaves a copy beside each report, and an empty one for a project that does not load Core.
    $report = Get-ChildItem $ResultFolder -Recurse -Filter 'coverage.cobertura.xml' | Sort-Object Length | Select-Object -Last 1
    if ($report) { Write-BranchCoverage -Report $report.FullName -Tests xUnit }
}

function Invoke-ModuleTest {
    param([string] $Configuration, [string] $Module, [string[]] $Path, [switch] $Coverage)

    # Without Pester there is still a count to print, and it says that something failed.
    try { $pester = Get-PesterManifest } catch {
        Write-Host "Pester could not be fetched: $_"
        Assert-TestRun -Tier Pester -Run 0
        return
    }
    $files = @(if ($Path) { (Resolve-Path $Path).Path } else { (Get-ChildItem $ModuleTests -Filter '*.Tests.ps1').FullName })
    $workers = [math]::Min([Environment]::ProcessorCount, $files.Count)
    Write-Host "Running the Pester tests in PowerShell $($PSVersionTable.PSVersion), $workers files at a time"
    $folder = Join-Path $ResultFolder 'pester'
    if (Test-Path $folder) { Remove-Item -Recurse -Force $folder }
    $null = New-Item -ItemType Directory -Force -Path $folder
    if ($Coverage) {
        $built = Split-Path -Parent $Module
        $instrumented = New-InstrumentedModule -Module $built -Configuration $Configuration `
            -Destination (Join-Path $RepositoryRoot "out/coverage/TapModule/$(Split-Path -Leaf $built)")
        $Module = $instrumented.Manifest
    }
    # Fresh processes: an assembly, once loaded, can be neither unloaded nor replaced, so a session must never test two builds.
    $running = foreach ($number in 1..$workers) {
        Start-FreshPwsh '-File', (Join-Path $PSScriptRoot 'Invoke-Pester.ps1'), '-Pester', $pester, '-TestPath', ($files -join [System.IO.Path]::PathSeparator),
            '-Module', $Module, '-Configuration', $Configuration, '-ResultFolder', $folder
    }
    $ran = 0
    foreach ($process in $running) {
        $process.WaitForExit()
        $result = Join-Path $folder "pester-$($process.Id).json"
        if (Test-Path $result) {
            $count = Get-Content -Raw $result | ConvertFrom-Json
            Add-TestResult -Passed $count.Passed -Failed $count.Failed -Skipped $count.Skipped
            $ran += $count.Passed + $count.Failed
        } else {
            Write-Host 'A process of the Pester tests did not come to its end; that counts as one failure.'
            Add-TestResult -Failed 1
        }
        $process.Dispose()
    }
    Assert-TestRun -Tier Pester -Run $ran
    if ($Coverage) { Write-ModuleCoverage -State $instrumented.State -Folder $folder }
}

# The manifest of the Pester that Directory.Packages.props names.
function Get-PesterManifest {
    Invoke-DotNet restore $ModuleTestProject --verbosity quiet
    $folder = & dotnet msbuild $ModuleTestProject -getProperty:PkgPester -nologo
    Join-Path $folder 'tools/Pester.psd1'
}
