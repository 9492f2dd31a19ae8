# Runs both tiers of tests, and adds up what they say.

$ResultFolder = Join-Path $RepositoryRoot 'out/test-results'
$ModuleTests = Join-Path $RepositoryRoot 'tests/module'
$TestTotal = @{ Passed = 0; Failed = 0; Skipped = 0 }

function Add-TestResult {
    param([int] $Passed, [int] $Failed, [int] $Skipped)

    $TestTotal.Passed += $Passed
    $TestTotal.Failed += $Failed
    $TestTotal.Skipped += $Skipped
}

# Prints the closing line; gives back the exit code that goes with it.
function Write-TestTotal {
    Write-Host "$($TestTotal.Passed) passed, $($TestTotal.Failed) failed, $($TestTotal.Skipped) skipped"
    [int] ($TestTotal.Failed -gt 0)
}

function Invoke-UnitTest {
    param([string] $Configuration)

    Write-Host 'Running the xUnit tests'
    if (Test-Path $ResultFolder) { Remove-Item -Recurse -Force $ResultFolder }
    $solution = Join-Path $RepositoryRoot 'TapModule.sln'
    Invoke-DotNet build $solution --configuration $Configuration --verbosity quiet --nologo
    # One project after the other: tests of pace and time share no processor with another test host.
    & dotnet test $solution --no-build --configuration $Configuration --nologo -maxCpuCount:1 `
        --logger trx --results-directory $ResultFolder `
        --collect 'XPlat Code Coverage' --settings (Join-Path $RepositoryRoot 'tests/coverage.runsettings') | Out-Host
    $hasFailed = $LASTEXITCODE -ne 0

    $reported = 0
    foreach ($file in Get-ChildItem $ResultFolder -Filter '*.trx' -ErrorAction Ignore) {
        $trx = [xml] (Get-Content -Raw -LiteralPath $file.FullName)
        $count = $trx.TestRun.ResultSummary.Counters
        Add-TestResult -Passed $count.passed -Failed ($count.executed - $count.passed) -Skipped ($count.total - $count.executed)
        $reported += $count.executed - $count.passed
        $trx.GetElementsByTagName('UnitTestResult') | Where-Object outcome -eq 'NotExecuted' | ForEach-Object {
            Write-Host "  skipped: $($_.testName): $($_.InnerText.Trim())"
        }
    }
    # A test host that dies reports no failure, and must not pass for a success.
    if ($hasFailed -and $reported -eq 0) { Add-TestResult -Failed 1 }
    Write-BranchCoverage
}

function Write-BranchCoverage {
    # The collector leaves a copy beside each report.
    Get-ChildItem $ResultFolder -Recurse -Filter 'coverage.cobertura.xml' -ErrorAction Ignore | ForEach-Object {
        $report = ([xml] (Get-Content -Raw -LiteralPath $_.FullName)).coverage
        if ([int] $report.'branches-valid' -gt 0) {
            'Branch coverage of TapModule.Core by the xUnit tests: {0:P1} ({1} of {2})' -f [double] $report.'branch-rate',
                $report.'branches-covered', $report.'branches-valid'
        }
    } | Select-Object -Unique | Write-Host
}

function Invoke-ModuleTest {
    param([string] $Configuration, [string] $Module, [switch] $Coverage)

    $pester = Get-PesterManifest
    if (-not $pester) {
        $count = @(Select-String -Path (Join-Path $ModuleTests '*.Tests.ps1') -Pattern '^\s*It\s').Count
        Write-Host "Not running the Pester tests: Pester 5.5 or later is neither installed nor to be had. Skipped: $count"
        Add-TestResult -Skipped $count
        return
    }

    Write-Host "Running the Pester tests with $pester"
    # A fresh process: an assembly, once loaded, can be neither unloaded nor replaced, so a session must never test two builds.
    $result = Join-Path $ResultFolder 'pester.json'
    if ($Coverage) {
        $folder = Split-Path -Parent $Module
        $instrumented = New-InstrumentedModule -Module $folder -Configuration $Configuration `
            -Destination (Join-Path $RepositoryRoot "out/coverage/TapModule/$(Split-Path -Leaf $folder)")
        $Module = $instrumented.Manifest
    }
    $program, $firstArguments = Get-PowerShellCommand
    & $program @firstArguments -NoProfile -NonInteractive -File (Join-Path $PSScriptRoot 'Invoke-Pester.ps1') `
        -Pester $pester -TestPath $ModuleTests -Module $Module -Configuration $Configuration -ResultPath $result | Out-Host
    if (Test-Path $result) {
        $count = Get-Content -Raw $result | ConvertFrom-Json
        Add-TestResult -Passed $count.Passed -Failed $count.Failed -Skipped $count.Skipped
        if ($Coverage) { Write-ModuleCoverage $instrumented.Measured }
    } else {
        Write-Host 'The Pester tests did not come to their end; that counts as one failure.'
        Add-TestResult -Failed 1
    }
}

# The manifest of an installed Pester, or of one fetched into out/, where it disturbs nobody; or nothing.
function Get-PesterManifest {
    $fetched = Join-Path $RepositoryRoot 'out/modules'
    foreach ($attempt in 'installed', 'fetched') {
        $found = @(Get-Module -ListAvailable -Name 'Pester', (Join-Path $fetched 'Pester') -ErrorAction Ignore) |
            Where-Object Version -ge '5.5' | Sort-Object Version -Descending | Select-Object -First 1
        if ($found) { return Join-Path $found.ModuleBase 'Pester.psd1' }
        if ($attempt -eq 'installed') { Save-Pester -Folder $fetched }
    }
}

function Save-Pester {
    param([string] $Folder)

    Write-Host 'Pester is not installed; trying to fetch it into out/modules'
    $null = New-Item -ItemType Directory -Force -Path $Folder
    $command = if (Get-Command Save-PSResource -ErrorAction Ignore) {
        "Save-PSResource -Name Pester -Version '[5.5,6.0)' -TrustRepository -Path '$Folder'"
    } else {
        "Save-Module -Name Pester -MinimumVersion 5.5 -MaximumVersion 5.99 -Force -Path '$Folder'"
    }
    # In a job, because a gallery that does not answer must not hold up the tests for long.
    $job = Start-Job -ScriptBlock ([scriptblock]::Create($command))
    $null = Wait-Job $job -Timeout 60
    Remove-Job $job -Force
}
