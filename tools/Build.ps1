# Puts together what ships.

function Get-ModuleVersion {
    (Import-PowerShellDataFile (Join-Path $RepositoryRoot 'TapModule.psd1')).ModuleVersion
}

function Build-Module {
    param([string] $Configuration, [string] $Destination, [switch] $AcceptFileList)

    Write-Host "Building TapModule ($Configuration) into $Destination"
    if (Test-Path $Destination) { Remove-Item -Recurse -Force $Destination }
    $null = New-Item -ItemType Directory -Path $Destination
    foreach ($file in 'TapModule.psd1', 'TapModule.psm1', 'TapModule.Format.ps1xml', 'LICENSE') {
        Copy-Item (Join-Path $RepositoryRoot $file) $Destination
    }
    # To be read and copied by whoever wants slips of another look or language; the module uses those inside its assembly.
    Copy-Item -Recurse (Join-Path $RepositoryRoot 'src/TapModule.Core/Handover/Slips/Files') (Join-Path $Destination 'slips')
    Copy-Item -Recurse (Join-Path $RepositoryRoot 'en-US') $Destination
    $project = Join-Path $RepositoryRoot 'src/TapModule'
    Write-Host '  compiling; the first time, NuGet packages are fetched too, which can take minutes'
    Invoke-DotNet build $project --configuration $Configuration --verbosity quiet --nologo
    foreach ($framework in 'net8.0', 'netstandard2.0') {
        Copy-Assembly -From (Join-Path $project "bin/$Configuration/$framework") -To (Join-Path $Destination "bin/$framework")
    }
    $packages = Get-ShippedPackage -Module $Destination
    Write-ThirdPartyNotice -Package $packages -Path (Join-Path $Destination 'THIRD-PARTY-NOTICES.txt')
    # Last: it holds the hashes of all the others.
    Write-Sbom -Package $packages -Module $Destination -Path (Join-Path $Destination 'sbom.spdx.json')
    Assert-FileList -Folder $Destination -Accept:$AcceptFileList
}

# What to type next; as a .NET tool, PowerShell is not on the PATH, so the way into it is said too.
function Write-NextStep {
    param([string] $Module)

    Write-Host "TapModule $(Split-Path -Leaf $Module) is built. Next, in PowerShell$(if (-not (Get-Command pwsh -ErrorAction Ignore)) { ' (dotnet tool run pwsh)' }):"
    Write-Host "    Import-Module '$(Join-Path $Module 'TapModule.psd1')'"
    Write-Host '    Connect-TapGraph -Sandbox'
}

# TapModule.dll stands beside the enums that it shares with Core; its dependencies are kept out of sight of the ordinary search, in a folder of their own.
function Copy-Assembly {
    param([string] $From, [string] $To)

    $dependencies = New-Item -ItemType Directory -Path (Join-Path $To 'dependencies')
    Copy-Item (Join-Path $From '*.dll') $dependencies
    'TapModule.dll', 'TapModule.Contracts.dll' | ForEach-Object { Move-Item (Join-Path $dependencies $_) $To }

    # Files for one system only: dependencies/win. No browser runs PowerShell.
    if (-not (Test-Path (Join-Path $From 'runtimes'))) { return }
    foreach ($system in Get-ChildItem (Join-Path $From 'runtimes') -Directory -Exclude 'browser') {
        $folder = New-Item -ItemType Directory -Path (Join-Path $dependencies $system.Name)
        Get-ChildItem $system.FullName -Recurse -File | Copy-Item -Destination $folder
    }
}

# A new dependency must not slip into the module: somebody has to read its name in a diff first.
function Assert-FileList {
    param([string] $Folder, [switch] $Accept)

    $list = Join-Path $RepositoryRoot 'shipped-files.txt'
    [string[]] $shipped = Get-ChildItem $Folder -Recurse -File |
        ForEach-Object { $_.FullName.Substring($Folder.Length + 1).Replace('\', '/') }
    [Array]::Sort($shipped, [StringComparer]::Ordinal)
    if ($Accept) {
        Write-TextFile -Path $list -Text (($shipped -join "`n") + "`n")
        Write-Host "Accepted $($shipped.Count) files into shipped-files.txt."
        return
    }

    $difference = @(Compare-Object @(Get-Content $list) $shipped | ForEach-Object {
            if ($_.SideIndicator -eq '=>') { "  new:     $($_.InputObject)" } else { "  missing: $($_.InputObject)" }
        })
    if ($difference) {
        Write-Host 'What would ship is not what shipped-files.txt says:'
        $difference | Out-Host
        throw 'The list of shipped files has changed. If that is meant: ./build.ps1 -AcceptFileList'
    }
}

function Clear-Build {
    Write-Host 'Removing out/, bin/ and obj/'
    $out = Join-Path $RepositoryRoot 'out'
    if (Test-Path $out) { Remove-Item -Recurse -Force $out }
    Get-ChildItem $RepositoryRoot -Recurse -Directory | Where-Object Name -in 'bin', 'obj' | Remove-Item -Recurse -Force
}
