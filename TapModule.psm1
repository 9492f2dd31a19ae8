# Only chooses the build for this PowerShell. It runs at every import, where one comparison costs more than loading the assembly does,
# so the version is compared only after .NET has refused: PowerShell before 7.4 has an older .NET than net8.0.
if ($IsCoreCLR) {
    try {
        Import-Module "$PSScriptRoot/bin/net8.0/TapModule.dll" -ErrorAction Stop
    } catch {
        if ($PSVersionTable.PSVersion -ge '7.4') { throw }
        throw "TapModule needs PowerShell 7.4 or later, or Windows PowerShell 5.1; this is PowerShell $($PSVersionTable.PSVersion)."
    }
} else {
    Import-Module "$PSScriptRoot/bin/netstandard2.0/TapModule.dll"
}
