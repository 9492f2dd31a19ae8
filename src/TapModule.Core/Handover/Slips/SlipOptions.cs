namespace TapModule.Core.Handover.Slips;

/// <summary>How slips look and what they say where the row itself does not tell.</summary>
internal sealed class SlipOptions
{
    public required SlipTemplate Template { get; init; }

    /// <summary>The words for rows that name no language that comes with the module.</summary>
    public required SlipTexts Texts { get; init; }

    /// <summary>Whether <see cref="Texts"/> hold for every row, whatever language it names.</summary>
    public bool IsOneLanguage { get; init; }

    /// <summary>The time zone of rows that name none.</summary>
    public required TimeZoneInfo TimeZone { get; init; }

    /// <summary>Where the QR code leads. Never with anything about the user.</summary>
    public required string Url { get; init; }
}
