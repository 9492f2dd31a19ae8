# Makes the package for the PowerShell Gallery out of what was built.

# Gives back the path of the nupkg.
function New-ModulePackage {
    param([string] $Module, [string] $Destination, [string] $Prerelease, [string] $ProjectUri, [string] $Certificate)

    if (-not (Get-Command Compress-PSResource -ErrorAction Ignore)) {
        throw 'Packing needs Compress-PSResource: Microsoft.PowerShell.PSResourceGet 1.1 or later, which PowerShell 7.5 has.'
    }
    $stage = Join-Path ([System.IO.Path]::GetTempPath()) "$([guid]::NewGuid())"
    try {
        $copy = Join-Path $stage 'TapModule'
        Copy-Item -Recurse $Module $copy
        Complete-Manifest -Path (Join-Path $copy 'TapModule.psd1') -Prerelease $Prerelease -ProjectUri $ProjectUri
        Update-Sbom -Module $copy
        Protect-Module -Folder $copy -Certificate $Certificate
        $null = New-Item -ItemType Directory -Force -Path $Destination
        $package = Compress-PSResource -Path $copy -DestinationPath $stage -PassThru
        $result = Join-Path $Destination $package.Name
        Copy-PackageInOrder -From $package.FullName -To $result
        $result
    } finally {
        if (Test-Path $stage) { Remove-Item -Recurse -Force $stage }
    }
}

# What only a release knows: its notes, its label, and where its source is at home.
function Complete-Manifest {
    param([string] $Path, [string] $Prerelease, [string] $ProjectUri)

    $entries = [ordered] @{ ReleaseNotes = Get-ReleaseNote -Version (Get-ModuleVersion) }
    if ($Prerelease) { $entries.Prerelease = $Prerelease }
    if ($ProjectUri) {
        $repository = $ProjectUri.TrimEnd('/')
        $tag = "v$(Get-ModuleVersion)$(if ($Prerelease) { "-$Prerelease" })"
        $entries.ProjectUri = $repository
        $entries.LicenseUri = "$repository/blob/$tag/LICENSE"
        $entries.IconUri = "$repository/raw/$tag/docs/icon.png"
    }
    $lines = foreach ($name in $entries.Keys) { "            $name = '$($entries[$name].Replace("'", "''"))'" }
    $text = [System.IO.File]::ReadAllText($Path)
    $start = 'PSData = @{'
    if (-not $text.Contains($start)) { throw "$Path has no '$start' to complete." }
    Write-TextFile -Path $Path -Text $text.Replace($start, "$start`n$($lines -join "`n")")
    $null = Test-ModuleManifest $Path
}

# The section of CHANGELOG.md for this version; what is not released yet is under Unreleased.
function Get-ReleaseNote {
    param([string] $Version)

    $text = (Get-Content -Raw -Encoding utf8 (Join-Path $RepositoryRoot 'CHANGELOG.md')).Replace("`r`n", "`n")
    foreach ($title in $Version, 'Unreleased') {
        $section = [regex]::Match($text, "(?ms)^## \[$([regex]::Escape($title))\][^\n]*\n(.*?)(?=^## |^\[|\z)")
        if ($section.Success -and $section.Groups[1].Value.Trim()) { return $section.Groups[1].Value.Trim() }
    }
    throw "CHANGELOG.md says nothing about $Version."
}

# Signs our own files and a catalog of all files, so that Install-PSResource -AuthenticodeCheck can tell that nothing was changed.
function Protect-Module {
    param([string] $Folder, [string] $Certificate)

    if (-not $Certificate) {
        Write-Host 'Not signed: no -Certificate was given.'
        return
    }
    if (-not (Get-Command New-FileCatalog -ErrorAction Ignore)) { throw 'Signing needs Windows: no other system has New-FileCatalog.' }
    $key = Get-ChildItem Cert:\CurrentUser\My, Cert:\LocalMachine\My -CodeSigningCert | Where-Object Thumbprint -eq $Certificate | Select-Object -First 1
    if (-not $key) { throw "No code signing certificate $Certificate is in the personal store of this user or this machine." }

    $own = Get-ChildItem $Folder -Recurse -File | Where-Object { $_.Name -like 'TapModule*' -and $_.Extension -in '.dll', '.psd1', '.psm1', '.ps1xml' }
    Set-FileSignature -Path $own.FullName -Certificate $key
    Update-Sbom -Module $Folder
    $catalog = Join-Path (Split-Path -Parent $Folder) 'TapModule.cat'
    $null = New-FileCatalog -Path $Folder -CatalogFilePath $catalog -CatalogVersion 2
    Set-FileSignature -Path $catalog -Certificate $key
    Move-Item $catalog $Folder
}

function Set-FileSignature {
    param([string[]] $Path, [object] $Certificate)

    # With a time stamp the signature outlives the certificate.
    $made = Set-AuthenticodeSignature -FilePath $Path -Certificate $Certificate -HashAlgorithm SHA256 -TimestampServer 'http://timestamp.digicert.com'
    $bad = @($made | Where-Object Status -ne 'Valid')
    if ($bad) { throw "Signing $($bad[0].Path) failed: $($bad[0].StatusMessage)" }
}

# Two packages of one source are the same, byte by byte: a zip holds the time and the order of its entries, so both are fixed here; and what PSResourceGet
# makes up anew each time (see ConvertTo-StablePart) is replaced.
function Copy-PackageInOrder {
    param([string] $From, [string] $To)

    Add-Type -AssemblyName System.IO.Compression
    $date = [DateTimeOffset]::new((Get-SourceDate), [timespan]::Zero)
    $source = [System.IO.Compression.ZipArchive]::new([System.IO.File]::OpenRead($From))
    $target = [System.IO.Compression.ZipArchive]::new([System.IO.File]::Create($To), 'Create')
    try {
        $properties = @($source.Entries | Where-Object Name -like '*.psmdcp')[0].Name
        $entries = @{}
        foreach ($entry in $source.Entries) { $entries[$entry.FullName.Replace($properties, 'nuget.psmdcp')] = $entry }
        [string[]] $names = $entries.Keys
        [Array]::Sort($names, [StringComparer]::Ordinal)
        foreach ($name in $names) {
            $entry = $target.CreateEntry($name)
            $entry.LastWriteTime = $date
            $entry.ExternalAttributes = 0
            $read = $entries[$name].Open()
            $write = $entry.Open()
            try {
                if ($name -eq '[Content_Types].xml' -or $name -like '*.rels' -or $name -like '*.psmdcp') {
                    $reader = [System.IO.StreamReader]::new($read)
                    $bytes = [System.Text.Encoding]::UTF8.GetBytes((ConvertTo-StablePart -Text $reader.ReadToEnd() -Properties $properties))
                    $write.Write($bytes, 0, $bytes.Length)
                } else { $read.CopyTo($write) }
            } finally { $write.Dispose(); $read.Dispose() }
        }
    } finally {
        $target.Dispose()
        $source.Dispose()
    }
}

# A part of the package's own bookkeeping, without what differs from one packing to the next: the random name of the properties, the ids made of such
# names, the order that the disk listed the files in, and the system of the machine.
function ConvertTo-StablePart {
    param([string] $Text, [string] $Properties)

    $part = [xml] $Text.Replace($Properties, 'nuget.psmdcp')
    $root = $part.DocumentElement
    switch ($root.LocalName) {
        'Types' {
            $types = @{}
            foreach ($type in $root.ChildNodes) { $types[$type.OuterXml] = $type }
            [string[]] $keys = $types.Keys
            [Array]::Sort($keys, [StringComparer]::Ordinal)
            foreach ($key in $keys) { $null = $root.AppendChild($types[$key]) }
        }
        'Relationships' { $number = 0; foreach ($link in $root.ChildNodes) { $number++; $link.SetAttribute('Id', "R$number") } }
        'coreProperties' { foreach ($by in @($root.GetElementsByTagName('lastModifiedBy'))) { $null = $root.RemoveChild($by) } }
    }
    "<?xml version=""1.0"" encoding=""utf-8""?>`n$($root.OuterXml)`n"
}
