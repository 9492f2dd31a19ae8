namespace TapModule.Core.Handover;

/// <summary>A pass that is handed over: what the recipient needs of it, and the row that it came from.</summary>
internal sealed class HandoverPass
{
    public required string UserId { get; init; }

    /// <summary>The code: a String or a SecureString.</summary>
    public required object Code { get; init; }

    public string? PassId { get; init; }

    public DateTimeOffset? CreatedDateTime { get; init; }

    public DateTimeOffset? StartDateTime { get; init; }

    public DateTimeOffset? ExpirationDateTime { get; init; }

    public int? LifetimeInMinutes { get; init; }

    public bool? IsUsableOnce { get; init; }

    /// <summary>Further columns of the row, none of them named like one of <see cref="PassFields.All"/>.</summary>
    public IReadOnlyList<KeyValuePair<string, object?>> Columns { get; init; } = [];

    public string? Column(string name)
    {
        foreach (var column in Columns)
        {
            if (string.Equals(column.Key, name, StringComparison.OrdinalIgnoreCase)) return CellValue.Text(column.Value);
        }

        return null;
    }

    public override string ToString() => $"Temporary Access Pass of {UserId}";
}
