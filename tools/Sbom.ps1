# What ships that is other people's work: the packages, their licences (THIRD-PARTY-NOTICES.txt), the software bill of materials (sbom.spdx.json).

# The packages whose files ship, read from what the build restored. Core takes some of its packages as files, so its list is read too.
# Each: Name, Version, Declared (the licence that it states), Licence (the one that we take), Copyright, Folder, Needs, Files.
function Get-ShippedPackage {
    param([string] $Module)

    $shipped = (Get-ChildItem (Join-Path $Module 'bin') -Recurse -File -Filter '*.dll').Name
    $found = @{}
    foreach ($project in 'TapModule', 'TapModule.Core') {
        $assets = Get-Content -Raw (Join-Path $RepositoryRoot "src/$project/obj/project.assets.json") | ConvertFrom-Json
        $caches = @($assets.packageFolders.psobject.Properties.Name)
        foreach ($library in $assets.libraries.psobject.Properties | Where-Object { $_.Value.type -eq 'package' -and -not $found.ContainsKey($_.Name) }) {
            $files = @($library.Value.files) -match '^(lib|runtimes)/.+\.dll$' | Split-Path -Leaf
            if (-not ($files | Where-Object { $_ -in $shipped })) { continue }
            $folder = $caches | ForEach-Object { Join-Path $_ $library.Value.path } | Where-Object { Test-Path $_ }
            $needs = foreach ($target in $assets.targets.psobject.Properties.Value) {
                $entry = $target.psobject.Properties[$library.Name]
                if ($entry -and $entry.Value.psobject.Properties['dependencies']) { $entry.Value.dependencies.psobject.Properties.Name }
            }
            $found[$library.Name] = Read-Package -Folder @($folder)[0] -Needs @($needs | Sort-Object -Unique) -Files @($files | Sort-Object -Unique)
        }
    }
    $found.Values | Sort-Object Name, Version
}

function Read-Package {
    param([string] $Folder, [string[]] $Needs, [string[]] $Files)

    $about = ([xml] (Get-Content -Raw -Encoding utf8 (Join-Path $Folder '*.nuspec'))).package.metadata
    $copyright = $about.SelectSingleNode('*[local-name() = "copyright"]')
    $declared = Find-Licence -Folder $Folder -About $about
    [pscustomobject] @{
        Name      = $about.id
        Version   = $about.version
        Declared  = $declared
        Licence   = Select-Licence -Declared $declared -Package "$($about.id) $($about.version)"
        Copyright = if ($copyright) { $copyright.InnerText } else { "(c) $($about.authors)" }
        Folder    = $Folder
        Needs     = $Needs
        Files     = $Files
    }
}

function Find-Licence {
    param([string] $Folder, [object] $About)

    $stated = $About.SelectSingleNode('*[local-name() = "license"][@type = "expression"]')
    if ($stated) { return $stated.InnerText }
    # Others bring the text: under a heading, and in one case or the other.
    $text = Get-ChildItem $Folder -File | Where-Object Name -eq 'LICENSE.TXT' | Select-Object -First 1
    if ($text -and (Get-Content $text.FullName -TotalCount 8) -match '^\s*(The )?MIT License') { 'MIT' } else { 'NOASSERTION' }
}

# A licence that nobody here has read must not slip into the module.
function Select-Licence {
    param([string] $Declared, [string] $Package)

    $known = $Declared -split ' OR ' | Where-Object { Test-Path (Join-Path $PSScriptRoot "licences/$_.txt") }
    if (-not $known) { throw "$Package has the licence '$Declared'. If its terms let it ship, put its text into tools/licences." }
    @($known)[0]
}

function Write-ThirdPartyNotice {
    param([object[]] $Package, [string] $Path)

    $rule = '-' * 80
    $lines = @(
        'TapModule contains the following packages, unchanged. Their licences are below the list, and below those the notices that they bring.'
        ''
        $Package | ForEach-Object { "$($_.Name) $($_.Version): $($_.Licence). $($_.Copyright)" }
        foreach ($licence in $Package.Licence | Sort-Object -Unique) {
            '', $rule, "Licence $licence", ''
            Get-Content (Join-Path $PSScriptRoot "licences/$licence.txt")
        }
        $seen = @{}
        foreach ($one in $Package) {
            $notice = Join-Path $one.Folder 'THIRD-PARTY-NOTICES.TXT'
            if (-not (Test-Path $notice)) { continue }
            $text = Get-Content -Raw -Encoding utf8 $notice
            if ($seen.ContainsKey($text)) { continue }
            $seen[$text] = $true
            '', $rule, "Notices of $($one.Name) $($one.Version), and of other packages with the same text", ''
            $text -split '\r?\n'
        }
    )
    Write-TextFile -Path $Path -Text (($lines -join "`n") + "`n")
}

# SPDX 2.3, with the hashes of every file that ships but its own. Its date is that of the source, so that two builds of one commit give one file.
function Write-Sbom {
    param([object[]] $Package, [string] $Module, [string] $Path)

    $version = Get-ModuleVersion
    $files = @(Get-SbomFile -Module $Module -Package $Package)
    $id = @{}
    foreach ($one in $Package) { $id["$($one.Name) $($one.Version)"] = "SPDXRef-$($one.Name)-$($one.Version)" }
    $sbom = [ordered] @{
        spdxVersion       = 'SPDX-2.3'
        dataLicense       = 'CC0-1.0'
        SPDXID            = 'SPDXRef-DOCUMENT'
        name              = "TapModule-$version"
        documentNamespace = Get-SbomNamespace -File $files
        creationInfo      = [ordered] @{
            created  = Get-SbomDate
            creators = @('Tool: TapModule build.ps1')
        }
        packages          = @(
            $own = New-SbomPackage -Id 'SPDXRef-TapModule' -Name 'TapModule' -Version $version -Declared 'MIT' -Licence 'MIT' `
                -Copyright '(c) The TapModule developers'
            $own.filesAnalyzed = $true
            $own.packageVerificationCode = [ordered] @{
                packageVerificationCodeValue = Get-VerificationCode -File $files
                packageVerificationCodeExcludedFiles = @('./sbom.spdx.json')
            }
            $own.licenseInfoFromFiles = @($files | ForEach-Object { $_.licenseConcluded } | Sort-Object -Unique)
            $own
            foreach ($one in $Package) {
                $item = New-SbomPackage -Id $id["$($one.Name) $($one.Version)"] -Name $one.Name -Version $one.Version `
                    -Declared $one.Declared -Licence $one.Licence -Copyright $one.Copyright
                $item.externalRefs = @([ordered] @{
                        referenceCategory = 'PACKAGE-MANAGER'; referenceType = 'purl'; referenceLocator = "pkg:nuget/$($one.Name)@$($one.Version)"
                    })
                $item
            }
        )
        files             = $files
        relationships     = @(
            New-SbomRelationship -From 'SPDXRef-DOCUMENT' -Type DESCRIBES -To 'SPDXRef-TapModule'
            foreach ($file in $files) { New-SbomRelationship -From 'SPDXRef-TapModule' -Type CONTAINS -To $file.SPDXID }
            foreach ($one in $Package) {
                $from = $id["$($one.Name) $($one.Version)"]
                New-SbomRelationship -From 'SPDXRef-TapModule' -Type CONTAINS -To $from
                foreach ($needed in $Package | Where-Object Name -in $one.Needs) {
                    New-SbomRelationship -From $from -Type DEPENDS_ON -To $id["$($needed.Name) $($needed.Version)"]
                }
            }
        )
    }
    Write-TextFile -Path $Path -Text ((ConvertTo-Json $sbom -Depth 6) + "`n")
}

# Every file of the module. A package's files are under its licence, all others under the module's own.
function Get-SbomFile {
    param([string] $Module, [object[]] $Package)

    $licence = @{}
    foreach ($one in $Package) { foreach ($file in $one.Files) { $licence[$file] = $one.Licence } }
    [string[]] $names = Get-ChildItem $Module -Recurse -File | ForEach-Object { $_.FullName.Substring($Module.Length + 1).Replace('\', '/') } | Where-Object { $_ -ne 'sbom.spdx.json' }
    [Array]::Sort($names, [StringComparer]::Ordinal)
    foreach ($name in $names) {
        $path = Join-Path $Module $name
        $concluded = if ($name -like 'bin/*' -and $licence.ContainsKey((Split-Path -Leaf $name))) { $licence[(Split-Path -Leaf $name)] } else { 'MIT' }
        [ordered] @{
            SPDXID             = "SPDXRef-File-$($name -replace '[^A-Za-z0-9.-]', '-')"
            fileName           = "./$name"
            checksums          = @(Get-Checksum -Path $path)
            licenseConcluded   = $concluded
            licenseInfoInFiles = @($concluded)
            copyrightText      = 'NOASSERTION'
        }
    }
}

# SHA-1 is what SPDX asks for; trust the other.
function Get-Checksum {
    param([string] $Path)

    foreach ($algorithm in 'SHA1', 'SHA256') {
        [ordered] @{ algorithm = $algorithm; checksumValue = (Get-FileHash -LiteralPath $Path -Algorithm $algorithm).Hash.ToLowerInvariant() }
    }
}

# Takes the hashes anew, once packing or signing has changed files.
function Update-Sbom {
    param([string] $Module)

    $path = Join-Path $Module 'sbom.spdx.json'
    $sbom = Get-Content -Raw -Encoding utf8 $path | ConvertFrom-Json
    foreach ($file in $sbom.files) { $file.checksums = @(Get-Checksum -Path (Join-Path $Module $file.fileName)) }
    $sbom.packages[0].packageVerificationCode.packageVerificationCodeValue = Get-VerificationCode -File $sbom.files
    $sbom.documentNamespace = Get-SbomNamespace -File $sbom.files
    # ConvertFrom-Json has made a date of it, in some versions.
    $sbom.creationInfo.created = Get-SbomDate
    Write-TextFile -Path $path -Text ((ConvertTo-Json $sbom -Depth 6) + "`n")
}

function Get-SbomNamespace {
    param([object[]] $File)

    "https://spdx.org/spdxdocs/TapModule-$(Get-ModuleVersion)-$(Get-TextHash (@($File | ForEach-Object { $_.checksums[1].checksumValue }) -join "`n"))"
}

function Get-SbomDate { (Get-SourceDate).ToString('yyyy-MM-ddTHH:mm:ssZ', [cultureinfo]::InvariantCulture) }

# SPDX 2.3, section 7.9: the SHA-1 of the sorted SHA-1 hashes.
function Get-VerificationCode {
    param([object[]] $File)

    [string[]] $hashes = $File | ForEach-Object { $_.checksums[0].checksumValue }
    [Array]::Sort($hashes, [StringComparer]::Ordinal)
    $sha = [System.Security.Cryptography.SHA1]::Create()
    try { -join ($sha.ComputeHash([System.Text.Encoding]::ASCII.GetBytes(-join $hashes)) | ForEach-Object { $_.ToString('x2') }) }
    finally { $sha.Dispose() }
}

function New-SbomPackage {
    param([string] $Id, [string] $Name, [string] $Version, [string] $Declared, [string] $Licence, [string] $Copyright)

    [ordered] @{
        SPDXID = $Id; name = $Name; versionInfo = $Version; downloadLocation = 'NOASSERTION'; filesAnalyzed = $false
        licenseConcluded = $Licence; licenseDeclared = $Declared; copyrightText = $Copyright
    }
}

function New-SbomRelationship {
    param([string] $From, [string] $Type, [string] $To)

    [ordered] @{ spdxElementId = $From; relationshipType = $Type; relatedSpdxElement = $To }
}
