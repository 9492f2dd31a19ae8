using System.Management.Automation;

namespace TapModule;

/// <summary>What Test-TapPass found out about a row. Nothing was issued.</summary>
public sealed class TapReadiness
{
    /// <summary>The row's number in the input, counted from 1; 0 for a user given by itself.</summary>
    public int RowNumber { get; internal init; }

    /// <summary>The user, as given.</summary>
    public string UserId { get; internal init; } = "";

    /// <summary>True if the row would get its pass, as far as everything that decides could be looked at.</summary>
    public bool Ready => State == TapReadinessState.Ready;

    /// <summary>Ready, not ready, or cannot be checked.</summary>
    public TapReadinessState State { get; internal init; }

    /// <summary>What is in the way; the first is the error that New-TapPass would give.</summary>
    public TapProblem[] Problems { get; internal init; } = [];

    /// <summary>What is not in the way and should be known.</summary>
    public string[] Warnings { get; internal init; } = [];

    /// <summary>What decides and could not be looked at.</summary>
    public string[] NotChecked { get; internal init; } = [];

    /// <summary>The lifetime that the pass would have, the policy's where the row does not say; null if that is not known.</summary>
    public int? LifetimeInMinutes { get; internal init; }

    /// <summary>From when it could be used; null for at once.</summary>
    public PSObject? StartDateTime => IsoTime.Of(Start);

    /// <summary>When it would end, if it were issued now.</summary>
    public PSObject? ExpirationDateTime => IsoTime.Of(Expiration);

    /// <summary>Whether it would end with its first use.</summary>
    public bool? IsUsableOnce { get; internal init; }

    /// <summary>The row that it is about; null if there was none.</summary>
    public PSObject? InputObject { get; internal init; }

    internal DateTimeOffset? Start { get; init; }

    internal DateTimeOffset? Expiration { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Problems.Length == 0 ? $"{UserId}: {State}" : $"{UserId}: {State} ({string.Join(", ", Problems.Select(problem => problem.Reason))})";
}
