# Writes the page of each command, and the MAML of all. What has one home stays there: syntax and parameters come from the command, descriptions of
# parameters from the comments in its code, everything else (synopsis, description, examples, inputs, outputs, notes, links) from the page itself.
[CmdletBinding()]
param([string] $Module, [string] $Comments, [string] $PageFolder, [string] $HelpFolder)

$ErrorActionPreference = 'Stop'
. "$PSScriptRoot/Common.ps1"
Import-Module Microsoft.PowerShell.PlatyPS
Import-Module $Module

$members = @{}
foreach ($member in ([xml] (Get-Content -Raw -Encoding utf8 $Comments)).doc.members.member) { $members[$member.name] = $member }

# The summary of a member, as plain text.
function Get-Summary {
    param([string] $Member)

    if (-not $members.ContainsKey($Member)) { throw "$Member has no comment." }
    $text = $members[$Member].SelectSingleNode('summary').InnerXml
    $text = [regex]::Replace($text, '<(?:see|paramref) (?:cref|name|langword)="(?:\w:)?(?:[\w.]+\.)?([\w`]+)[^"]*" ?/>', '$1')
    $text = [regex]::Replace($text, '</?(c|para|i|b)>', '')
    [System.Net.WebUtility]::HtmlDecode([regex]::Replace($text, '\s+', ' ').Trim())
}

# The page's own prose in the frame that the command gives.
function New-Page {
    param([System.Management.Automation.CmdletInfo] $Command, [string] $Path)

    $page = New-CommandHelp $Command
    # The date would make every page differ every day, and the version control knows it better.
    $page.Metadata.Remove('ms.date')
    $page.Aliases = 'None'
    $page.AliasHeaderFound = $true
    if (Test-Path $Path) {
        $prose = Import-MarkdownCommandHelp $Path
        foreach ($part in 'Synopsis', 'Description', 'Notes') { $page.$part = $prose.$part }
        foreach ($part in 'Examples', 'Inputs', 'Outputs', 'RelatedLinks') {
            $page.$part.Clear()
            foreach ($item in $prose.$part) { $page.$part.Add($item) }
        }
    }
    foreach ($parameter in $page.Parameters) {
        $property = $Command.ImplementingType.GetProperty($parameter.Name)
        if ($property) { $parameter.Description = Get-Summary "P:$($property.DeclaringType.FullName).$($property.Name)" }
    }
    $page
}

# Not given is null, which is how a parameter is declared and not what somebody types.
function Hide-Nullable {
    param([string] $Text)

    [regex]::Replace($Text, 'System\.Nullable`1\[([^\]]+)\]', '$1')
}

# A paragraph is one line in MAML: the console breaks it where it has to. PlatyPS leaves lines and code fences as they are in the page.
function Complete-Maml {
    param([string] $Path)

    $maml = [xml] (Hide-Nullable (Get-Content -Raw -Encoding utf8 $Path))
    foreach ($example in $maml.SelectNodes('//*[local-name() = "example"]')) {
        $introduction = $example.SelectSingleNode('*[local-name() = "introduction"]')
        $text = ($introduction.ChildNodes | ForEach-Object { $_.InnerText -replace [char] 0x80, '' }) -join "`n`n"
        $match = [regex]::Match($text, '(?s)^(.*?)```powershell\n(.*?)\n```(.*)$')
        if (-not $match.Success) { throw "An example in $Path has no code." }
        $introduction.RemoveAll()
        Add-Paragraph -Node $introduction -Text $match.Groups[1].Value
        $example.SelectSingleNode('*[local-name() = "code"]').InnerText = $match.Groups[2].Value
        Add-Paragraph -Node $example.SelectSingleNode('*[local-name() = "remarks"]') -Text $match.Groups[3].Value.Replace('```output', '').Replace('```', '')
        $title = $example.SelectSingleNode('*[local-name() = "title"]')
        $title.InnerText = $title.InnerText -replace 'Example \d+: ', ''
    }
    foreach ($node in @($maml.SelectNodes('//*[local-name() = "para"]'))) {
        $parent = $node.ParentNode
        $text = $node.InnerText
        $null = $parent.RemoveChild($node)
        Add-Paragraph -Node $parent -Text $text
    }
    foreach ($link in @($maml.SelectNodes('//*[local-name() = "navigationLink"]'))) {
        if ($link.linkText -eq 'Online Version') { $null = $link.ParentNode.RemoveChild($link) } else { $link.SelectSingleNode('*[local-name() = "uri"]').InnerText = '' }
    }
    Save-Xml -Document $maml -Path $Path
}

function Add-Paragraph {
    param([System.Xml.XmlElement] $Node, [string] $Text)

    foreach ($block in [regex]::Split($Text.Trim(), '\n\s*\n')) {
        if (-not $block.Trim()) { continue }
        # What is indented, or a list, keeps its lines.
        $isPlain = $block -notmatch '(?m)^(    |- |\| |\d+\. )'
        $paragraph = $Node.OwnerDocument.CreateElement('maml', 'para', 'http://schemas.microsoft.com/maml/2004/10')
        $paragraph.InnerText = if ($isPlain) { [regex]::Replace($block.Trim(), '\s*\n\s*', ' ') } else { $block.TrimEnd() }
        $null = $Node.AppendChild($paragraph)
    }
}

function Save-Xml {
    param([xml] $Document, [string] $Path)

    $writer = [System.IO.StringWriter]::new()
    $settings = [System.Xml.XmlWriterSettings] @{ Indent = $true; NewLineChars = "`n"; OmitXmlDeclaration = $true }
    $xml = [System.Xml.XmlWriter]::Create($writer, $settings)
    $Document.Save($xml)
    $xml.Dispose()
    Write-TextFile -Path $Path -Text "<?xml version=""1.0"" encoding=""utf-8""?>`n$writer`n"
}

$stage = Join-Path ([System.IO.Path]::GetTempPath()) "$([guid]::NewGuid())"
try {
    $pages = foreach ($command in (Get-Module TapModule).ExportedCmdlets.Values | Sort-Object Name) {
        $path = Join-Path $PageFolder "$($command.Name).md"
        $page = New-Page -Command $command -Path $path
        $written = Export-MarkdownCommandHelp -CommandHelp $page -OutputFolder $stage -Force
        Write-TextFile -Path $path -Text ((Hide-Nullable (Get-Content -Raw -Encoding utf8 $written)).TrimEnd() + "`n")
        $page
    }
    $maml = Export-MamlCommandHelp -CommandHelp $pages -OutputFolder $stage -Force
    Complete-Maml -Path $maml.FullName
    Copy-Item $maml.FullName (Join-Path $HelpFolder 'TapModule.dll-Help.xml')
    Write-Host "$($pages.Count) pages and TapModule.dll-Help.xml are up to date."
} finally {
    if (Test-Path $stage) { Remove-Item -Recurse -Force $stage }
}
