# What the build and the tests share.

$RepositoryRoot = Split-Path -Parent $PSScriptRoot

# The command line of the PowerShell that this script runs in: the program, and then its first arguments.
# PowerShell as a .NET tool is `dotnet pwsh.dll`, so the path of the process alone is not enough.
function Get-PowerShellCommand {
    $program = (Get-Process -Id $PID).Path
    $program
    if ((Split-Path -Leaf $program) -like 'dotnet*') { Join-Path $PSHOME 'pwsh.dll' }
}

# Quiet unless something is wrong.
function Invoke-DotNet {
    $output = & dotnet @args
    if ($LASTEXITCODE -ne 0) {
        $output | Out-Host
        throw "dotnet $($args[0]) failed; what it said is above."
    }
}

# UTF-8 without a mark and with LF, in every PowerShell on every system.
function Write-TextFile {
    param([string] $Path, [string] $Text)

    [System.IO.File]::WriteAllText($Path, $Text.Replace("`r`n", "`n"))
}

function Get-TextHash {
    param([string] $Text)

    $sha = [System.Security.Cryptography.SHA256]::Create()
    try { -join ($sha.ComputeHash([System.Text.Encoding]::UTF8.GetBytes($Text)) | Select-Object -First 16 | ForEach-Object { $_.ToString('x2') }) }
    finally { $sha.Dispose() }
}

# When the source was made: of the commit, so that everybody who builds it gets the same. SOURCE_DATE_EPOCH is the custom of reproducible builds.
function Get-SourceDate {
    $seconds = $env:SOURCE_DATE_EPOCH
    if (-not $seconds -and (Get-Command git -ErrorAction Ignore)) { $seconds = & git -C $RepositoryRoot log -1 --format=%ct 2>$null }
    if (-not $seconds) { $seconds = 315532800 }
    [DateTimeOffset]::FromUnixTimeSeconds([long] $seconds).UtcDateTime
}
