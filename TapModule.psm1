# Only chooses the build for this PowerShell. It runs at every import, where one comparison costs more than loading the assembly does,
# so the version is compared only after .NET has refused: PowerShell before 7.4 has an older .NET than net8.0.
$file = [System.IO.Path]::Combine($PSScriptRoot, 'bin', $(if ($IsCoreCLR) { 'net8.0' } else { 'netstandard2.0' }), 'TapModule.dll')
$imported = $null
try {
    $imported = Import-Module $file -PassThru -ErrorAction Stop
} catch {
    if ($IsCoreCLR -and $PSVersionTable.PSVersion -lt '7.4') {
        throw "TapModule needs PowerShell 7.4 or later, or Windows PowerShell 5.1; this is PowerShell $($PSVersionTable.PSVersion)."
    }
    # Another version's commands stand in the way; which one's, is said below.
    if (-not [AppDomain]::CurrentDomain.GetAssemblies().Where{ $_.FullName -like 'TapModule, *' -and $_.Location -ne $file }) { throw }
}

# A process holds one assembly of a name, until it ends: whoever comes later gets the first.
if (-not $imported -or $imported.ImplementingAssembly.Location -ne $file) {
    $loaded = [AppDomain]::CurrentDomain.GetAssemblies().Where{ $_.FullName -like 'TapModule, *' -and $_.Location -ne $file }[0]
    $version = [System.Reflection.AssemblyName]::GetAssemblyName($file).Version
    if ($loaded.GetName().Version -ne $version) {
        throw "TapModule $($loaded.GetName().Version.ToString(3)) is loaded in this process already, from '$($loaded.Location)', and a process can hold only one version. Start a new PowerShell to use version $($version.ToString(3))."
    }
    Write-Warning "This copy of TapModule uses the one that is loaded in this process already, from '$($loaded.Location)'. Both are version $($version.ToString(3))."
}
