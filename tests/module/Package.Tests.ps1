# The package for the Gallery: made twice, looked into, installed from a folder and used.

BeforeAll {
    Import-Module "$PSScriptRoot/TapTest.psm1"
    foreach ($tool in 'Common', 'Build', 'Sbom', 'Pack') { . "$PSScriptRoot/../../tools/$tool.ps1" }
    # Not the copy that counts branches, if that is what the other tests run on.
    $built = Join-Path $RepositoryRoot "out/TapModule/$(Get-ModuleVersion)"

    function New-TestPackage {
        param([string] $Folder, [hashtable] $More = @{}, [string] $Module = $built)

        New-ModulePackage -Module $Module -Destination (Join-Path $TestDrive $Folder) @More 6>$null
    }

    # The manifest inside a package.
    function Read-PackedManifest {
        param([string] $Package)

        $folder = Join-Path $TestDrive ([guid]::NewGuid())
        [System.IO.Compression.ZipFile]::ExtractToDirectory($Package, $folder)
        Import-PowerShellDataFile (Join-Path $folder 'TapModule.psd1')
    }
}

Describe 'The package' {
    BeforeEach { if (-not $package) { Set-ItResult -Skipped -Because 'this PowerShell has no Compress-PSResource' } }

    BeforeAll {
        if (-not (Get-Command Compress-PSResource -ErrorAction Ignore)) { return }
        $package = New-TestPackage first
        $inside = Join-Path $TestDrive inside
        [System.IO.Compression.ZipFile]::ExtractToDirectory($package, $inside)
    }

    It 'is the same, byte by byte, when it is made again' {
        # Another day, another folder, and a disk that lists the files in another order.
        $copy = Join-Path $TestDrive copy/TapModule
        foreach ($file in Get-ChildItem $built -Recurse -File | Sort-Object FullName -Descending) {
            $to = Join-Path $copy $file.FullName.Substring($built.Length + 1)
            $null = New-Item -ItemType Directory -Force -Path (Split-Path -Parent $to)
            (Copy-Item $file $to -PassThru).LastWriteTimeUtc = [datetime] '2001-02-03'
        }
        (Get-FileHash (New-TestPackage second -Module $copy)).Hash | Should -Be (Get-FileHash $package).Hash
    }

    It 'holds what was built, the manifest of the Gallery, and nothing else' {
        $files = Get-ChildItem $inside -Recurse -File -Force | ForEach-Object { $_.FullName.Substring($inside.Length + 1).Replace('\', '/') }
        $extra = Compare-Object (Get-Content "$PSScriptRoot/../../shipped-files.txt") $files | ForEach-Object InputObject
        $own = '[Content_Types].xml', '_rels/.rels', 'package/services/metadata/core-properties/nuget.psmdcp', 'TapModule.nuspec'
        Compare-Object $own $extra | ForEach-Object InputObject | Should -BeNullOrEmpty
        $files | Should -Not -Match '\.pdb$|\.deps\.json$'
    }

    It 'names no folder of the machine that made it' {
        $root = (Resolve-Path "$PSScriptRoot/../..").Path
        foreach ($file in Get-ChildItem $inside -Recurse -File -Include '*.ps*', '*.xml', '*.txt', '*.json', '*.nuspec', 'TapModule*.dll') {
            # As bytes and as UTF-16, in which .NET keeps its texts.
            $bytes = [System.IO.File]::ReadAllBytes($file)
            foreach ($encoding in [System.Text.Encoding]::UTF8, [System.Text.Encoding]::Unicode) {
                $encoding.GetString($bytes).Contains($root) | Should -BeFalse -Because "$($file.Name) names $root"
            }
        }
    }

    It 'tells the Gallery its version, tags and release notes' {
        $manifest = Read-PackedManifest $package
        $manifest.PrivateData.PSData.ReleaseNotes | Should -Match 'New-TapPass'
        $manifest.PrivateData.PSData.ContainsKey('Prerelease') | Should -BeFalse
        $nuspec = ([xml] (Get-Content -Raw "$inside/TapModule.nuspec")).package.metadata
        $nuspec.version | Should -Be $manifest.ModuleVersion
        $nuspec.tags | Should -Match 'PSModule.*TemporaryAccessPass.*PSEdition_Desktop'
        $nuspec.releaseNotes | Should -Match 'New-TapPass'
    }

    It 'carries a label and links when they are given' {
        $labelled = New-TestPackage labelled @{ Prerelease = 'rc1'; ProjectUri = 'https://git.example/tap/' }
        Split-Path -Leaf $labelled | Should -BeLike 'TapModule.*-rc1.nupkg'
        $data = (Read-PackedManifest $labelled).PrivateData.PSData
        $data.Prerelease | Should -Be 'rc1'
        $data.ProjectUri | Should -Be 'https://git.example/tap'
        $data.LicenseUri | Should -BeLike 'https://git.example/tap/blob/v*-rc1/LICENSE'
    }

    It 'is not signed where that cannot be done, and says so' {
        if (Get-Command New-FileCatalog -ErrorAction Ignore) { Set-ItResult -Skipped -Because 'it can be signed here' }
        { New-TestPackage signed @{ Certificate = '00' } } | Should -Throw '*needs Windows*'
    }

    It 'has a bill of materials with the hashes of all files as they are in the package' {
        $bill = Get-Content -Raw "$inside/sbom.spdx.json" | ConvertFrom-Json
        $named = @($bill.files.fileName | ForEach-Object { $_.Substring(2) }) + 'sbom.spdx.json'
        Compare-Object (Get-Content "$PSScriptRoot/../../shipped-files.txt") $named | Should -BeNullOrEmpty
        foreach ($file in $bill.files) {
            foreach ($sum in $file.checksums) { (Get-FileHash -LiteralPath (Join-Path $inside $file.fileName) -Algorithm $sum.algorithm).Hash | Should -Be $sum.checksumValue -Because $file.fileName }
        }
        $bill.files.checksums.algorithm | Sort-Object -Unique | Should -Be @('SHA1', 'SHA256')
        ($bill.files | Where-Object fileName -like '*/Azure.Core.dll')[0].licenseConcluded | Should -Be 'MIT'
        ($bill.packages | Where-Object name -eq 'TapModule').packageVerificationCode.packageVerificationCodeValue | Should -Match '^[0-9a-f]{40}$'
    }

    It 'has a bill of materials and notices that name every package that ships' {
        $bill = Get-Content -Raw "$inside/sbom.spdx.json" | ConvertFrom-Json
        $bill.spdxVersion | Should -Be 'SPDX-2.3'
        $ids = @($bill.packages.SPDXID) + $bill.files.SPDXID
        @($ids | Sort-Object -Unique).Count | Should -Be @($ids).Count
        foreach ($link in $bill.relationships) { $link.relatedSpdxElement | Should -BeIn $ids }
        $notices = Get-Content -Raw "$inside/THIRD-PARTY-NOTICES.txt"
        # An assembly has the name of its package, but for our own.
        $shipped = Get-ChildItem "$inside/bin" -Recurse -Filter '*.dll' | Where-Object Name -notlike 'TapModule*' | ForEach-Object BaseName | Sort-Object -Unique
        foreach ($name in $shipped) {
            $bill.packages.name | Should -Contain $name
            $notices | Should -Match "(?m)^$([regex]::Escape($name)) [\d.]+: (MIT|Apache-2\.0)\."
        }
    }

    It 'installs from a folder, and does the main job there' {
        if ($IsWindows) { Set-ItResult -Skipped -Because 'the folders of a person cannot be moved there' }
        # The person's own settings and modules stay as they are: all of them live under these folders, on Linux and macOS.
        $person = @{
            HOME = Join-Path $TestDrive person; XDG_CONFIG_HOME = Join-Path $TestDrive person/.config
            XDG_DATA_HOME = Join-Path $TestDrive person/.local/share
            PSModulePath = Join-Path $TestDrive person/.local/share/powershell/Modules
            TAPTEST_FEED = Split-Path -Parent $package; TAPTEST_DEMO = (Resolve-Path "$PSScriptRoot/../../samples/demo.ps1").Path
        }
        $null = New-Item -ItemType Directory $person.HOME, $person.XDG_DATA_HOME, $person.XDG_CONFIG_HOME
        $install = Invoke-ChildPwsh -Environment $person {
            Register-PSResourceRepository -Name Folder -Uri $env:TAPTEST_FEED -Trusted
            Install-PSResource TapModule -Repository Folder
            (Get-InstalledPSResource TapModule).InstalledLocation
        }
        $install.Err | Should -BeNullOrEmpty
        $install.Out | Should -BeLike "$TestDrive*"
        $run = Invoke-ChildPwsh -Environment $person { & $env:TAPTEST_DEMO; (Get-Module TapModule).ModuleBase }
        $run.Err | Should -Match 'nobody@contoso.example'
        $run.Out | Should -Match '\b0 passes issued'
        $run.Out.Trim().Split("`n")[-1] | Should -BeLike "$TestDrive*"
    }
}
