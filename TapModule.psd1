@{
    # Every value is a literal and every export is named: module discovery reads this file without running it.
    RootModule             = 'TapModule.psm1'
    ModuleVersion          = '0.1.0'
    GUID                   = 'c1a4f0c2-6d0e-4b4b-9d3b-0f6f6a2f7b51'
    Author                 = 'The TapModule developers'
    CompanyName            = 'The TapModule developers'
    Copyright              = '(c) The TapModule developers. MIT licence.'
    Description            = 'Temporary Access Passes of Microsoft Entra: the tenant policy, and passes for one user or for fifty thousand.'
    PowerShellVersion      = '5.1'
    # Asked of Windows PowerShell only.
    DotNetFrameworkVersion = '4.7.2'
    CompatiblePSEditions   = @('Core', 'Desktop')
    FormatsToProcess       = @('TapModule.Format.ps1xml')
    CmdletsToExport        = @(
        'Connect-TapGraph'
        'Disconnect-TapGraph'
        'Export-TapPass'
        'Export-TapReport'
        'Export-TapSlip'
        'Get-TapContext'
        'Get-TapPass'
        'Get-TapPolicy'
        'Get-TapRun'
        'Get-TapUser'
        'Import-TapPass'
        'New-TapPass'
        'Remove-TapPass'
        'Reset-TapPolicy'
        'Set-TapPolicy'
        'Set-TapSandbox'
        'Test-TapPass'
        'Test-TapPolicy'
    )
    FunctionsToExport      = @()
    AliasesToExport        = @()
    VariablesToExport      = @()
    PrivateData            = @{
        PSData = @{
            Tags = @('Entra', 'TemporaryAccessPass', 'TAP', 'MicrosoftGraph', 'Identity', 'Passwordless', 'PSEdition_Core', 'PSEdition_Desktop', 'Windows', 'Linux', 'MacOS')
        }
    }
}
