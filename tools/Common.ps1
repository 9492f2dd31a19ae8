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
