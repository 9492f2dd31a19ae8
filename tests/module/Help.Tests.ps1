# Help and code say the same, and every example does what it says.

BeforeDiscovery {
    Import-Module "$PSScriptRoot/TapTest.psm1"
    $commands = foreach ($command in (Get-Module TapModule).ExportedCmdlets.Values) { @{ Name = $command.Name; Command = $command } }
    $examples = foreach ($command in $commands) {
        $text = Get-Content -Raw "$PSScriptRoot/../../docs/commands/$($command.Name).md" -ErrorAction Ignore
        foreach ($match in [regex]::Matches("$text", '(?ms)^### Example \d+: ([^\n]+)\n.*?^```powershell\n(.*?)\n```')) {
            @{ Name = $command.Name; Title = $match.Groups[1].Value; Code = $match.Groups[2].Value }
        }
    }
}

BeforeAll {
    Import-Module "$PSScriptRoot/TapTest.psm1"
    $root = (Resolve-Path "$PSScriptRoot/../..").Path
    $common = [System.Management.Automation.Cmdlet]::CommonParameters + [System.Management.Automation.Cmdlet]::OptionalCommonParameters

    Import-Module "$PSScriptRoot/HandoverTest.psm1"
    $certificates = New-Item -ItemType Directory (Join-Path $TestDrive certificates)
    $null = New-TestCertificate cert -Folder $certificates

    # What a person might have at hand: lists, files, a journal, a certificate.
    function New-WorkFolder {
        $folder = New-Item -ItemType Directory (Join-Path $TestDrive ([guid]::NewGuid()))
        $rows = Get-Content "$root/samples/new-hires.csv" | Where-Object { $_ -notlike 'nobody@*' }
        Set-Content (Join-Path $folder new-hires.csv) $rows
        Copy-Item "$root/samples/tap-policy.psd1", "$certificates/cert.cer", "$certificates/cert.pfx" $folder
        $folder.FullName
    }

    # Runs a piece of script in a runspace of its own, connected to a sandbox of its own.
    function Invoke-Example {
        param([string] $Code, [string] $Before = '')

        $shell = [powershell]::Create()
        try {
            $null = $shell.AddScript("
                Import-Module '$(Get-TapModulePath)'
                Set-Location '$(New-WorkFolder)'
                `$ConfirmPreference = 'None'
                Connect-TapGraph -Sandbox
                $Before").Invoke()
            $shell.Commands.Clear()
            $out = $shell.AddScript($Code).AddCommand('Out-String').Invoke()
            [pscustomobject] @{ Out = "$out"; Errors = @($shell.Streams.Error | ForEach-Object { "$_" }) }
        } finally {
            $shell.Dispose()
        }
    }
}

Describe 'The help of <Name>' -ForEach $commands {
    BeforeAll { $help = Get-Help $Name -Full }

    It 'is written, as a page and as what ships' {
        "$root/docs/commands/$Name.md" | Should -Exist
        $help.Synopsis | Should -Not -Match $Name
        $help.description.Text | Should -Not -BeNullOrEmpty
    }

    It 'explains every parameter, and no other' {
        $own = $Command.Parameters.Values | Where-Object Name -notin $common | Where-Object { -not $_.Attributes.DontShow }
        foreach ($parameter in $own) {
            $told = $help.parameters.parameter | Where-Object name -eq $parameter.Name
            $told.description.Text | Should -Not -BeNullOrEmpty -Because "-$($parameter.Name) is a parameter"
            foreach ($alias in $parameter.Aliases) { $told.aliases | Should -Match "\b$alias\b" }
        }
        $help.parameters.parameter.name | Should -BeIn @($Command.Parameters.Keys)
    }

    It 'names what it puts out' {
        $declared = @($Command.OutputType.Type.FullName) | Where-Object { $_ }
        $told = @($help.returnValues.returnValue.type.name)
        if ($declared) { $told | Sort-Object | Should -Be ($declared | Sort-Object) } else { $told | Should -Be 'None' }
    }

    It 'has two examples or more, and a pipeline among them' {
        @($help.examples.example).Count | Should -BeGreaterOrEqual 2
        ($help.examples.example.code -join "`n") | Should -Match '\|'
        foreach ($example in $help.examples.example) { $example.code | Should -Match "$Name|\|" }
    }

    It 'refers to help that there is' {
        foreach ($link in $help.relatedLinks.navigationLink.linkText) {
            if ($link -like 'about_*') { "$root/en-US/$link.help.txt" | Should -Exist } else { Get-Command $link -Module TapModule | Should -Not -BeNullOrEmpty }
        }
    }
}

Describe 'The examples of <Name>' -ForEach $examples {
    It '<Title>' {
        # Whoever signs in for real can only be asked whether the line is one that the command takes.
        if ($Code -match 'Connect-TapGraph (?!-Sandbox)') {
            $errors = $null
            $tree = [System.Management.Automation.Language.Parser]::ParseInput($Code, [ref] $null, [ref] $errors)
            $errors | Should -BeNullOrEmpty
            foreach ($call in $tree.FindAll({ $args[0] -is [System.Management.Automation.Language.CommandAst] }, $true)) {
                $bound = [System.Management.Automation.Language.StaticParameterBinder]::BindCommand($call, $true)
                $bound.BindingExceptions.Keys | Should -BeNullOrEmpty
            }
            return
        }
        (Invoke-Example $Code).Errors | Should -BeNullOrEmpty
    }
}

Describe 'The help as a whole' {
    It 'has no gap left to fill' {
        Get-ChildItem "$root/docs/commands", "$root/en-US" | Select-String -SimpleMatch '{{' | Should -BeNullOrEmpty
    }

    It 'has pages of commands that exist only' {
        (Get-ChildItem "$root/docs/commands").BaseName | Should -BeIn @((Get-Module TapModule).ExportedCmdlets.Keys)
    }

    It 'shows the topic <_>' -ForEach 'about_TapModule', 'about_TapModule_Bulk', 'about_TapModule_Security', 'about_TapModule_Errors', 'about_TapModule_Permissions' {
        Get-Help $_ | Should -Match 'LONG DESCRIPTION'
    }

    It 'explains every error id' {
        $reasons = [regex]::Matches((Get-Content -Raw "$root/src/TapModule.Contracts/TapErrorId.cs"), '(?m)^    (\w+),').ForEach{ $_.Groups[1].Value }
        $reasons | Should -Contain 'OutcomeUnknown'
        $topic = Get-Help about_TapModule_Errors
        foreach ($reason in $reasons) { $topic | Should -MatchExactly "(?m)^    $reason$" }
    }

    It 'is what -Task Help makes of the commands' {
        if (-not (Get-Module -ListAvailable 'Microsoft.PowerShell.PlatyPS')) { Set-ItResult -Skipped -Because 'Microsoft.PowerShell.PlatyPS is not installed' }
        foreach ($tool in 'Common', 'Help') { . "$root/tools/$tool.ps1" }
        $pages = Join-Path $TestDrive pages
        Copy-Item -Recurse "$root/docs/commands" $pages
        $configuration = if ($env:TAPMODULE_TEST_CONFIGURATION) { $env:TAPMODULE_TEST_CONFIGURATION } else { 'Release' }
        Invoke-HelpUpdate -Configuration $configuration -Module (Get-TapModulePath) -PageFolder $pages -HelpFolder $TestDrive
        foreach ($page in Get-ChildItem $pages) { Get-Content -Raw $page | Should -BeExactly (Get-Content -Raw "$root/docs/commands/$($page.Name)") }
        Get-Content -Raw "$TestDrive/TapModule.dll-Help.xml" | Should -BeExactly (Get-Content -Raw "$root/en-US/TapModule.dll-Help.xml")
    }
}
