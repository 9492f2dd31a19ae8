# What ships that is other people's work: the packages, their licences (THIRD-PARTY-NOTICES.txt), the bill of materials (sbom.spdx.json).

# The packages whose files ship, read from what the build restored. Core takes some of its packages as files, so its list is read too.
# Each: Name, Version, Declared (the licence that it states), Licence (the one that we take), Copyright, Folder, Needs.
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
            $found[$library.Name] = Read-Package -Folder @($folder)[0] -Needs @($needs | Sort-Object -Unique)
        }
    }
    $found.Values | Sort-Object Name, Version
}

function Read-Package {
    param([string] $Folder, [string[]] $Needs)

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

function Write-Notice {
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

# SPDX 2.3. Its date is that of the source, so that two builds of one commit give one file.
function Write-Bill {
    param([object[]] $Package, [string] $Path)

    $version = Get-ModuleVersion
    $id = @{}
    foreach ($one in $Package) { $id["$($one.Name) $($one.Version)"] = "SPDXRef-$($one.Name)-$($one.Version)" }
    $bill = [ordered] @{
        spdxVersion       = 'SPDX-2.3'
        dataLicense       = 'CC0-1.0'
        SPDXID            = 'SPDXRef-DOCUMENT'
        name              = "TapModule-$version"
        documentNamespace = "https://spdx.org/spdxdocs/TapModule-$version-$(Get-TextHash (@($id.Keys | Sort-Object) -join "`n"))"
        creationInfo      = [ordered] @{
            created  = (Get-SourceDate).ToString('yyyy-MM-ddTHH:mm:ssZ', [cultureinfo]::InvariantCulture)
            creators = @('Tool: TapModule build.ps1')
        }
        packages          = @(
            New-BillItem -Id 'SPDXRef-TapModule' -Name 'TapModule' -Version $version -Declared 'MIT' -Licence 'MIT' `
                -Copyright '(c) The TapModule developers'
            foreach ($one in $Package) {
                $item = New-BillItem -Id $id["$($one.Name) $($one.Version)"] -Name $one.Name -Version $one.Version `
                    -Declared $one.Declared -Licence $one.Licence -Copyright $one.Copyright
                $item.externalRefs = @([ordered] @{
                        referenceCategory = 'PACKAGE-MANAGER'; referenceType = 'purl'; referenceLocator = "pkg:nuget/$($one.Name)@$($one.Version)"
                    })
                $item
            }
        )
        relationships     = @(
            New-BillLink -From 'SPDXRef-DOCUMENT' -Type DESCRIBES -To 'SPDXRef-TapModule'
            foreach ($one in $Package) {
                $from = $id["$($one.Name) $($one.Version)"]
                New-BillLink -From 'SPDXRef-TapModule' -Type CONTAINS -To $from
                foreach ($needed in $Package | Where-Object Name -in $one.Needs) {
                    New-BillLink -From $from -Type DEPENDS_ON -To $id["$($needed.Name) $($needed.Version)"]
                }
            }
        )
    }
    Write-TextFile -Path $Path -Text ((ConvertTo-Json $bill -Depth 6) + "`n")
}

function New-BillItem {
    param([string] $Id, [string] $Name, [string] $Version, [string] $Declared, [string] $Licence, [string] $Copyright)

    [ordered] @{
        SPDXID = $Id; name = $Name; versionInfo = $Version; downloadLocation = 'NOASSERTION'; filesAnalyzed = $false
        licenseConcluded = $Licence; licenseDeclared = $Declared; copyrightText = $Copyright
    }
}

function New-BillLink {
    param([string] $From, [string] $Type, [string] $To)

    [ordered] @{ spdxElementId = $From; relationshipType = $Type; relatedSpdxElement = $To }
}
