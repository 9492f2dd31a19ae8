using System.Management.Automation;

namespace TapModule.Binding;

/// <summary>What a row says, read once and the same for every command.</summary>
internal sealed record RowInput
{
    /// <summary>Counted from 1 over the objects of the pipeline, blank ones included; 0 for a single user of the command line.</summary>
    public int Number { get; init; }

    /// <summary>Nothing in any cell: no row at all.</summary>
    public bool IsBlank { get; init; }

    /// <summary>The user, without blanks around it; where <see cref="Problems"/> says why there is none, what the row calls it, or null.</summary>
    public string? User { get; init; }

    /// <summary>What the row calls the same user besides: an object id beside a name, or the other way round.</summary>
    public string? OtherName { get; init; }

    /// <summary>The id of one pass; null if the row names none.</summary>
    public string? PassId { get; init; }

    /// <summary>What it says about the pass.</summary>
    public PassInput Pass { get; init; } = PassInput.Nothing;

    /// <summary>The row itself; null for a user given by itself.</summary>
    public PSObject? Source { get; init; }

    /// <summary>All that is wrong with the row, each a sentence that begins with the column. Nothing may be sent if there is any.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];

    /// <summary>What to do about the problems; null for the advice that any wrong row gets.</summary>
    public string? Advice { get; init; }

    /// <summary>An earlier row that names the same person in another way; null if none is known to.</summary>
    public int? SameAs { get; init; }

    /// <summary>What the person should know, each told once.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];
}
