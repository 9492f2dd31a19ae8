<#
.SYNOPSIS
    Builds, tests and shows TapModule. Needs the .NET SDK, and no other module.
.DESCRIPTION
    Build   puts the module together in out/TapModule/<version>, and checks the files that ship against shipped-files.txt.
    Test    builds, runs the xUnit tests and then the Pester tests (in this PowerShell, with the Pester that Directory.Packages.props names), and ends with
            "N passed, N failed, N skipped". A tier that runs no test counts as a failure.
    Help    builds, and brings docs/commands and en-US in line with the commands. Needs Microsoft.PowerShell.PlatyPS.
    Pack    builds, and makes out/TapModule.<version>.nupkg for the PowerShell Gallery.
    Demo    builds, and runs samples/demo.ps1: the main job, on the built-in sandbox.
    Clean   removes everything that was built.
.EXAMPLE
    ./build.ps1
.EXAMPLE
    ./build.ps1 -Task Test
.EXAMPLE
    ./build.ps1 -Task Test -TestPath tests/module/New-TapPass.Tests.ps1
.EXAMPLE
    ./build.ps1 -Task Pack -Prerelease rc1
#>
[CmdletBinding()]
param(
    [ValidateSet('Build', 'Test', 'Help', 'Pack', 'Demo', 'Clean')]
    [string] $Task = 'Build',

    [ValidateSet('Release', 'Debug')]
    [string] $Configuration = 'Release',

    # Takes the module that is in out/ already, as a build server does that builds once and tests everywhere.
    [switch] $NoBuild,

    # Test: only these Pester files, as they are built now if -NoBuild is given too.
    [string[]] $TestPath,

    # Writes the files that ship now into shipped-files.txt, to be reviewed and committed.
    [switch] $AcceptFileList,

    # Pack: a label such as rc1, for a version that only those get who ask for a prerelease.
    [ValidatePattern('^[A-Za-z][0-9A-Za-z]*$')]
    [string] $Prerelease,

    # Pack: where the source is at home, for the links on the Gallery's page.
    [uri] $ProjectUri,

    # Pack: the thumbprint of a code signing certificate in a personal store. Windows only.
    [string] $Certificate
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
foreach ($tool in 'Common', 'Build', 'Sbom', 'Test', 'Coverage', 'Help', 'Pack') { . "$PSScriptRoot/tools/$tool.ps1" }

if ($Task -eq 'Clean') {
    Clear-Build
    return
}

$module = Join-Path $PSScriptRoot "out/TapModule/$(Get-ModuleVersion)"
if (-not $NoBuild) { Build-Module -Configuration $Configuration -Destination $module -AcceptFileList:$AcceptFileList }

switch ($Task) {
    'Build' { Write-NextStep -Module $module }
    'Test' {
        if (-not ($NoBuild -and $TestPath)) { Build-Test -Configuration $Configuration }
        if (-not $TestPath) { Invoke-UnitTest -Configuration $Configuration }
        # A build server tests the very files that it publishes; a copy that counts branches is for whoever develops.
        Invoke-ModuleTest -Configuration $Configuration -Module (Join-Path $module 'TapModule.psd1') `
            -Path $TestPath -Coverage:(-not $NoBuild -and -not $TestPath)
        exit (Write-TestTotal)
    }
    'Help' {
        Invoke-HelpUpdate -Configuration $Configuration -Module (Join-Path $module 'TapModule.psd1') `
            -PageFolder (Join-Path $PSScriptRoot 'docs/commands') -HelpFolder (Join-Path $PSScriptRoot 'en-US')
        Copy-Item (Join-Path $PSScriptRoot 'en-US/*') (Join-Path $module 'en-US')
    }
    'Pack' {
        New-ModulePackage -Module $module -Destination (Join-Path $PSScriptRoot 'out') -Prerelease $Prerelease -ProjectUri $ProjectUri -Certificate $Certificate
    }
    'Demo' {
        Write-Host 'Running samples/demo.ps1 in a fresh PowerShell'
        $code = Invoke-FreshPwsh '-Command', "Import-Module '$module/TapModule.psd1'; & '$PSScriptRoot/samples/demo.ps1'"
        Write-NextStep -Module $module
        exit $code
    }
}
