using System.Globalization;
using System.Management.Automation;
using System.Security;

namespace TapModule;

/// <summary>
/// A Temporary Access Pass. The default views mask the code; <c>Export-Csv</c> and <c>ConvertTo-Json</c> see it, because whoever
/// writes to a file asked for it. <see cref="ToString"/> never contains it, so module logging does not either.
/// </summary>
public sealed class TapPass
{
    private const string Mask = "********";
    internal TapPass(bool isShown) => IsShown = isShown;

    /// <summary>The user, as given: object id or user principal name.</summary>
    public string UserId { get; internal init; } = "";

    /// <summary>The pass's id, Graph's <c>id</c>; empty if there is no pass.</summary>
    public string PassId { get; internal init; } = "";

    /// <summary>The code: a String, a SecureString with <c>-AsSecureString</c>, or null on reads (the service shows it once).</summary>
    public object? TemporaryAccessPass { get; internal init; }

    /// <summary>When it was created.</summary>
    public PSObject? CreatedDateTime => IsoTime.Of(Created);

    /// <summary>From when it can be used.</summary>
    public PSObject? StartDateTime => IsoTime.Of(Start);

    /// <summary>When it ends: start plus lifetime, computed here.</summary>
    public PSObject? ExpirationDateTime => IsoTime.Of(Expiration);

    /// <summary>How long it can be used from its start, in minutes.</summary>
    public int? LifetimeInMinutes { get; internal init; }

    /// <summary>Whether it ends with its first use.</summary>
    public bool? IsUsableOnce { get; internal init; }

    /// <summary>Whether it can be used now, as the service saw it when it answered.</summary>
    public bool? IsUsable { get; internal init; }

    /// <summary>The service's reason for <see cref="IsUsable"/>, word for word.</summary>
    public string? MethodUsabilityReason { get; internal init; }

    /// <summary>What can be said of it, computed when it was read.</summary>
    public TapPassState State { get; internal init; }

    /// <summary>The user's other methods; null if they were not asked for (<c>Get-TapPass -IncludeMethods</c>) or cannot be read.</summary>
    public TapMethodList? Methods { get; internal init; }

    /// <summary>Whether the user has registered a method since the pass was issued.</summary>
    public TapEnrolment Enrolment { get; internal init; }

    /// <summary>The service's id of the request, for Microsoft's support.</summary>
    public string? RequestId { get; internal init; }

    /// <summary>The row that it came from, so that other columns can be carried along; null if there was none.</summary>
    public PSObject? InputObject { get; internal init; }

    /// <summary>What the views show: a mask, or the code where <c>-ShowPass</c> asked for it. A method, so that no export sees it.</summary>
    public string GetDisplayPass() => TemporaryAccessPass switch
    {
        null => "",
        string code when IsShown => code,
        SecureString => "(SecureString)",
        _ => Mask,
    };

    internal bool IsShown { get; }

    internal DateTimeOffset? Created { get; init; }

    internal DateTimeOffset? Start { get; init; }

    internal DateTimeOffset? Expiration { get; init; }

    /// <inheritdoc/>
    public override string ToString() => State == TapPassState.None ? $"No Temporary Access Pass of {UserId}" : Expiration is { } end
        ? $"Temporary Access Pass of {UserId}, {State}, until {end.ToString("u", CultureInfo.InvariantCulture)}"
        : $"Temporary Access Pass of {UserId}, {State}";
}
