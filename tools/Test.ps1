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
    Write-Host "Running the Pester tests in PowerShell $($PSVersionTable.PSVersion), with $pester"
    # A fresh process: an assembly, once loaded, can be neither unloaded nor replaced, so a session must never test two builds.
    $result = Join-Path $ResultFolder 'pester.json'
    if (Test-Path $result) { Remove-Item $result }
    $tests = if ($Path) { (Resolve-Path $Path).Path } else { $ModuleTests }
    if ($Coverage) {
        $folder = Split-Path -Parent $Module
        $instrumented = New-InstrumentedModule -Module $folder -Configuration $Configuration `
            -Destination (Join-Path $RepositoryRoot "out/coverage/TapModule/$(Split-Path -Leaf $folder)")
        $Module = $instrumented.Manifest
    }
    $null = Invoke-FreshPwsh '-File', (Join-Path $PSScriptRoot 'Invoke-Pester.ps1'), '-Pester', $pester, '-TestPath', ($tests -join [System.IO.Path]::PathSeparator),
        '-Module', $Module, '-Configuration', $Configuration, '-ResultPath', $result
    if (Test-Path $result) {
        $count = Get-Content -Raw $result | ConvertFrom-Json
        Add-TestResult -Passed $count.Passed -Failed $count.Failed -Skipped $count.Skipped
        Assert-TestRun -Tier Pester -Run ($count.Passed + $count.Failed)
        if ($Coverage) { Write-ModuleCoverage -State $instrumented.State -Folder (Join-Path $ResultFolder 'pester') }
    } else {
        Write-Host 'The Pester tests did not come to their end; that counts as one failure.'
        Add-TestResult -Failed 1
    }
}

# The manifest of the Pester that Directory.Packages.props names.
function Get-PesterManifest {
    Invoke-DotNet restore $ModuleTestProject --verbosity quiet
    $folder = & dotnet msbuild $ModuleTestProject -getProperty:PkgPester -nologo
    Join-Path $folder 'tools/Pester.psd1'
}
