using TapModule.Core.Errors;
using TapModule.Core.Passes;

namespace TapModule.Core.Preflight;

/// <summary>What was found out about one row, without changing anything.</summary>
internal sealed record Readiness
{
    /// <summary>What was asked for.</summary>
    public required PassRequest Request { get; init; }

    /// <summary>What is in the way; first what the service would say first.</summary>
    public IReadOnlyList<TapError> Problems { get; init; } = [];

    /// <summary>What is not in the way and should be known.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>What decides and could not be looked at, with the right that is missing.</summary>
    public IReadOnlyList<string> NotChecked { get; init; } = [];

    /// <summary>The lifetime that the pass would have; null if the policy is not known.</summary>
    public int? LifetimeInMinutes { get; init; }

    /// <summary>From when it could be used; now, where the row does not say.</summary>
    public DateTimeOffset? StartDateTime { get; init; }

    /// <summary>Whether it would end with its first use.</summary>
    public bool? IsUsableOnce { get; init; }

    public DateTimeOffset? ExpirationDateTime => PassRecord.EndOf(StartDateTime, LifetimeInMinutes);

    public TapReadinessState State =>
        Problems.Count > 0 ? TapReadinessState.NotReady : NotChecked.Count > 0 ? TapReadinessState.CannotBeChecked : TapReadinessState.Ready;
}
