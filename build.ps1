<#
.SYNOPSIS
    Builds, tests and shows TapModule. Needs the .NET SDK, and no other module.
.DESCRIPTION
    Build   puts the module together in out/TapModule/<version>, and checks the files that ship against shipped-files.txt.
    Test    builds, runs the xUnit tests and then the Pester tests, and ends with "N passed, N failed, N skipped".
    Demo    builds, and runs samples/demo.ps1: the main job, on the built-in sandbox.
    Clean   removes everything that was built.
.EXAMPLE
    ./build.ps1
.EXAMPLE
    ./build.ps1 -Task Test
#>
[CmdletBinding()]
param(
    [ValidateSet('Build', 'Test', 'Demo', 'Clean')]
    [string] $Task = 'Build',

    [ValidateSet('Release', 'Debug')]
    [string] $Configuration = 'Release',

    # Writes the files that ship now into shipped-files.txt, to be reviewed and committed.
    [switch] $AcceptFileList
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
foreach ($tool in 'Common', 'Build', 'Test') { . "$PSScriptRoot/tools/$tool.ps1" }

if ($Task -eq 'Clean') {
    Clear-Build
    return
}

$module = Join-Path $PSScriptRoot "out/TapModule/$(Get-ModuleVersion)"
Build-Module -Configuration $Configuration -Destination $module -AcceptFileList:$AcceptFileList

switch ($Task) {
    'Test' {
        Invoke-UnitTest -Configuration $Configuration
        Invoke-ModuleTest -Configuration $Configuration -Module (Join-Path $module 'TapModule.psd1')
        exit (Write-TestTotal)
    }
    'Demo' {
        $program, $firstArguments = Get-PowerShellCommand
        & $program @firstArguments -NoProfile -Command "Import-Module '$module/TapModule.psd1'; & '$PSScriptRoot/samples/demo.ps1'"
        exit $LASTEXITCODE
    }
}
