# What the build and the tests share.

$RepositoryRoot = Split-Path -Parent $PSScriptRoot

# Starts a fresh PowerShell, the same as the one that runs this, and gives its process. No launcher stands between, so that Kill and Ctrl+C reach
# PowerShell itself, and Ctrl+C works in it even where this process was started to ignore it (a job in the background of a script is).
#   -Redirect          its three streams are for the caller; otherwise they are this process's own
#   -FileSizeLimit     no file that it writes may grow beyond so many KiB, as on a full disk (Linux and macOS)
function Start-FreshPwsh {
    param([string[]] $Arguments, [hashtable] $Environment = @{}, [string] $WorkingDirectory, [switch] $Redirect, [int] $FileSizeLimit)

    $command = @((Get-Process -Id $PID).Path)
    # As a .NET tool, PowerShell is a library that `dotnet` runs.
    if ((Split-Path -Leaf $command[0]) -like 'dotnet*') { $command += Join-Path $PSHOME 'pwsh.dll' }
    $command += '-NoProfile', '-NonInteractive'
    $command += $Arguments
    if (Test-InterruptIgnored) { $command = @('env', '--default-signal=INT') + $command }
    if ($FileSizeLimit) { $command = @('/bin/bash', '-c', "trap '' XFSZ; ulimit -f $FileSizeLimit; exec `"`$@`"", 'bash') + $command }

    $start = New-Object System.Diagnostics.ProcessStartInfo -Property @{
        FileName = $command[0]; Arguments = Join-Argument @($command | Select-Object -Skip 1); UseShellExecute = $false
        RedirectStandardInput = [bool] $Redirect; RedirectStandardOutput = [bool] $Redirect; RedirectStandardError = [bool] $Redirect
    }
    if ($WorkingDirectory) { $start.WorkingDirectory = $WorkingDirectory }
    if ($Redirect) { $start.EnvironmentVariables['NO_COLOR'] = '1' }
    # The runtime maps a file larger than the limit for its compiled code, unless it is told not to.
    if ($FileSizeLimit) { $start.EnvironmentVariables['DOTNET_EnableWriteXorExecute'] = '0' }
    foreach ($name in $Environment.Keys) { $start.EnvironmentVariables[$name] = $Environment[$name] }
    [System.Diagnostics.Process]::Start($start)
}

# Runs a fresh PowerShell to its end, on this screen, and gives its exit code.
function Invoke-FreshPwsh {
    param([string[]] $Arguments)

    $process = Start-FreshPwsh -Arguments $Arguments
    try {
        $process.WaitForExit()
        $process.ExitCode
    } finally { $process.Dispose() }
}

# Whether a process started from here would ignore Ctrl+C from its birth on.
function Test-InterruptIgnored {
    $status = '/proc/self/status'
    if (-not (Test-Path $status)) { return $false }
    $mask = [regex]::Match([System.IO.File]::ReadAllText($status), '(?m)^SigIgn:\s*([0-9a-f]+)').Groups[1].Value
    ([Convert]::ToUInt64($mask, 16) -band 2) -ne 0
}

# One text of many arguments, by the rules that .NET and Windows read it with.
function Join-Argument {
    param([string[]] $Argument)

    ($Argument | ForEach-Object { '"' + ($_ -replace '(\\*)"', '$1$1\"' -replace '(\\+)$', '$1$1') + '"' }) -join ' '
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
