# The main job, from a module by its path, in whatever PowerShell runs this: issue, know what is wrong, issue nothing twice, revoke.
# It needs nothing but the module. Ends with an error if something is not as it should be.
[CmdletBinding()]
param([Parameter(Mandatory = $true)] [string] $Module)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

function Assert-Equal {
    param([object] $Expected, [object] $Actual, [string] $What)

    if ("$Expected" -cne "$Actual") { throw "${What}: expected '$Expected', got '$Actual'." }
    Write-Output "ok: $What"
}

Import-Module $Module
Write-Output "PowerShell $($PSVersionTable.PSVersion), TapModule $((Get-Module TapModule).Version)"
$journal = Join-Path ([System.IO.Path]::GetTempPath()) "tap-smoke-$PID.jsonl"
$rows = @(
    [pscustomobject] @{ UserPrincipalName = 'adele.vance@contoso.example'; LifetimeInMinutes = '60'; IsUsableOnce = 'true' }
    [pscustomobject] @{ UserPrincipalName = 'megan.bowen@contoso.example'; LifetimeInMinutes = ''; IsUsableOnce = '' }
    [pscustomobject] @{ UserPrincipalName = 'nobody@contoso.example'; LifetimeInMinutes = ''; IsUsableOnce = '' }
)
try {
    Connect-TapGraph -Sandbox
    Assert-Equal enabled (Get-TapPolicy).State 'the policy can be read'

    $passes = @($rows | New-TapPass -Journal $journal -ErrorAction SilentlyContinue -ErrorVariable problems)
    Assert-Equal 2 $passes.Count 'passes are issued'
    Assert-Equal 2 @($passes | Where-Object TemporaryAccessPass).Count 'each with its code'
    Assert-Equal 'UserNotFound' @($problems)[0].Exception.Reason 'the wrong row says why'

    $again = @($rows | New-TapPass -Journal $journal -ErrorAction SilentlyContinue)
    Assert-Equal 0 $again.Count 'a second run with the journal issues nothing'
    $leaked = @($passes | Where-Object { (Get-Content -Raw $journal).Contains($_.TemporaryAccessPass) })
    Assert-Equal 0 $leaked.Count 'no code is in the journal'

    $passes | Remove-TapPass -Confirm:$false | Out-Null
    Assert-Equal 0 @($passes.UserId | Get-TapPass).Count 'passes are revoked'
    Disconnect-TapGraph
} finally {
    if (Test-Path $journal) { Remove-Item $journal }
}
