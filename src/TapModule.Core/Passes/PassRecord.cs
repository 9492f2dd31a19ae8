using System.Text.Json;
using TapModule.Core.Graph;
using TapModule.Core.Text;

namespace TapModule.Core.Passes;

/// <summary>
/// A Temporary Access Pass as the service told it. <see cref="ToString"/> never contains the code.
/// Source: temporaryAccessPassAuthenticationMethod, Microsoft Graph v1.0.
/// </summary>
public sealed class PassRecord
{
    /// <summary>The method's id.</summary>
    public string Id { get; internal init; } = "";

    /// <summary>The code; only a create returns it, once. Null on reads.</summary>
    public string? TemporaryAccessPass { get; internal init; }

    /// <summary>When it was created.</summary>
    public DateTimeOffset? CreatedDateTime { get; internal init; }

    /// <summary>From when it can be used.</summary>
    public DateTimeOffset? StartDateTime { get; internal init; }

    /// <summary>How long it can be used, from its start.</summary>
    public int? LifetimeInMinutes { get; internal init; }

    /// <summary>Whether it ends with its first use.</summary>
    public bool? IsUsableOnce { get; internal init; }

    /// <summary>Whether it can be used now, as the service sees it. Null where the API version does not tell.</summary>
    public bool? IsUsable { get; internal init; }

    /// <summary>The service's reason for <see cref="IsUsable"/>, word for word.</summary>
    public string? MethodUsabilityReason { get; internal init; }

    /// <summary>When it ends: start plus lifetime. The service does not tell it. Null where it cannot be computed.</summary>
    public DateTimeOffset? ExpirationDateTime => EndOf(StartDateTime ?? CreatedDateTime, LifetimeInMinutes);

    /// <summary>What can be said of it at that time.</summary>
    /// <param name="now">The service's time.</param>
    public TapPassState StateAt(DateTimeOffset now) => PassStates.Of(this, now);

    /// <inheritdoc/>
    public override string ToString() => $"Temporary Access Pass {Id}";

    /// <summary>When a pass ends; null where a value is missing, or no calendar has the moment.</summary>
    internal static DateTimeOffset? EndOf(DateTimeOffset? start, int? minutes)
    {
        if (start is not { } from || minutes is not { } length) return null;
        var lifetime = TimeSpan.FromMinutes(length);
        return lifetime <= DateTimeOffset.MaxValue - from && lifetime >= DateTimeOffset.MinValue - from ? from + lifetime : null;
    }

    internal static PassRecord? Read(JsonElement json)
    {
        return json.Text("id") is not { } id || !GraphPath.IsSegment(id) ? null : new PassRecord
        {
            Id = id,
            TemporaryAccessPass = json.Text("temporaryAccessPass"),
            CreatedDateTime = json.Date("createdDateTime"),
            StartDateTime = json.Date("startDateTime"),
            LifetimeInMinutes = json.Number("lifetimeInMinutes"),
            IsUsableOnce = json.Flag("isUsableOnce"),
            IsUsable = json.Flag("isUsable"),
            MethodUsabilityReason = json.Text("methodUsabilityReason"),
        };
    }

    /// <summary>The pass of an answer about one: the object, or a collection of one, which Microsoft's documentation speaks of as well. Null if it is neither.</summary>
    internal static List<PassRecord>? ReadOne(JsonElement json) =>
        Read(json) is { } pass ? [pass] : ReadList(json) is { Count: <= 1 } passes ? passes : null;

    /// <summary>The passes of a list answer; null if it is not a list, or one of its passes cannot be read: it must not seem to be absent.</summary>
    internal static List<PassRecord>? ReadList(JsonElement json)
    {
        if (json.List("value") is not { } items) return null;
        var passes = new List<PassRecord>();
        foreach (var item in items)
        {
            if (Read(item) is not { } pass) return null;
            passes.Add(pass);
        }

        return passes;
    }
}
