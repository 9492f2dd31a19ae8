# A fresh process of the Pester tests. Several of them share the files: each takes the next one that none has taken, until there is none left, and
# leaves its counts in a file of its own.
[CmdletBinding()]
param([string] $Pester, [string] $TestPath, [string] $Module, [string] $Configuration, [string] $ResultFolder)

$ErrorActionPreference = 'Stop'
Import-Module $Pester
# Read by tests/module/TapTest.psm1.
$env:TAPMODULE_UNDER_TEST = $Module
$env:TAPMODULE_TEST_CONFIGURATION = $Configuration

$count = @{ Passed = 0; Failed = 0; Skipped = 0 }
foreach ($file in $TestPath.Split([System.IO.Path]::PathSeparator)) {
    $name = Split-Path -Leaf $file
    # Only one process can make it.
    try { [System.IO.File]::Open((Join-Path $ResultFolder "$name.taken"), 'CreateNew').Dispose() } catch [System.IO.IOException] { continue }

    $settings = New-PesterConfiguration
    $settings.Run.Path = $file
    $settings.Run.PassThru = $true
    $settings.Output.Verbosity = 'None'
    $run = Invoke-Pester -Configuration $settings

    # A file that cannot be read, or a clean-up that fails, has no failed test to show for it.
    $failed = $run.FailedCount
    if ($failed -eq 0 -and $run.Result -ne 'Passed') { $failed = 1 }
    $count.Passed += $run.PassedCount
    $count.Failed += $failed
    $count.Skipped += $run.SkippedCount
    $lines = @(
        '{0} {1}: {2} passed, {3} failed, {4} skipped, {5:n0} s' -f ('+', '-')[$failed -gt 0], $name, $run.PassedCount, $failed, $run.SkippedCount, $run.Duration.TotalSeconds
        foreach ($bad in @($run.Failed) + @($run.FailedBlocks) + @($run.FailedContainers)) {
            "    failed: $(if ($bad.psobject.Properties['ExpandedPath']) { $bad.ExpandedPath } else { $bad })"
            foreach ($record in $bad.ErrorRecord) {
                $places = $record.ScriptStackTrace -split '\r?\n' -notmatch '[\\/]Pester\.\w+\.?\w*: line'
                (@("$record") + $places -join "`n") -replace '(?m)^', '      '
            }
        }
        foreach ($test in $run.Skipped) { "    skipped: $($test.ExpandedPath): $("$($test.ErrorRecord)" -replace '^is skipped, because ')" }
    )
    # In one piece, because the processes share the screen.
    Write-Host ($lines -join "`n")
}

$count | ConvertTo-Json | Set-Content (Join-Path $ResultFolder "pester-$PID.json")
