# The fresh process of the Pester tests: runs them and leaves the counts in a file.
[CmdletBinding()]
param([string] $Pester, [string] $TestPath, [string] $Module, [string] $Configuration, [string] $ResultPath)

$ErrorActionPreference = 'Stop'
Import-Module $Pester
# Read by tests/module/TapTest.psm1.
$env:TAPMODULE_UNDER_TEST = $Module
$env:TAPMODULE_TEST_CONFIGURATION = $Configuration

$settings = New-PesterConfiguration
$settings.Run.Path = $TestPath.Split([System.IO.Path]::PathSeparator)
$settings.Run.PassThru = $true
$run = Invoke-Pester -Configuration $settings

foreach ($test in $run.Skipped) {
    Write-Host "  skipped: $($test.ExpandedPath): $("$($test.ErrorRecord)" -replace '^is skipped, because ')"
}

# A file that cannot be read, or a clean-up that fails, has no failed test to show for it.
$failed = $run.FailedCount
if ($failed -eq 0 -and $run.Result -ne 'Passed') { $failed = 1 }
$null = New-Item -ItemType Directory -Force -Path (Split-Path -Parent $ResultPath)
@{ Passed = $run.PassedCount; Failed = $failed; Skipped = $run.SkippedCount } | ConvertTo-Json | Set-Content $ResultPath
