<#
.SYNOPSIS
    What importing the module costs, measured against the start of PowerShell itself.
.DESCRIPTION
    Starts PowerShell with and without the import, in turns, so that whatever else the machine does touches both alike, and compares
    the medians. The aim: an import adds at most half of what a bare start takes. A ratio, since no two machines agree on seconds.
.EXAMPLE
    ./build.ps1; ./tests/benchmarks/import.ps1
#>
[CmdletBinding()]
param([ValidateRange(3, 1000)] [int] $Rounds = 15)

$ErrorActionPreference = 'Stop'
Import-Module "$PSScriptRoot/../module/TapTest.psm1"
. "$PSScriptRoot/../../tools/Common.ps1"

$ways = @{ bare = 'exit'; import = "Import-Module '$(Get-TapModulePath)'" }
$times = @{ bare = @(); import = @() }
# The round before the first only warms the file cache, and is not counted.
foreach ($round in 0..$Rounds) {
    foreach ($way in $ways.Keys) {
        $time = Measure-Command { Invoke-FreshPwsh '-Command', $ways[$way] }
        if ($round -gt 0) { $times[$way] += $time.TotalMilliseconds }
    }
}

$median = @{}
foreach ($name in $times.Keys) { $median[$name] = ($times[$name] | Sort-Object)[[math]::Floor($Rounds / 2)] }
[pscustomobject] @{
    Rounds           = $Rounds
    BareStartMs      = [math]::Round($median.bare)
    WithImportMs     = [math]::Round($median.import)
    AddedByImport    = '{0:p0}' -f (($median.import - $median.bare) / $median.bare)
    AtMostHalfOfBare = ($median.import - $median.bare) -le $median.bare / 2
}
