using TapModule.Core.Graph;

namespace TapModule.Core.Errors;

/// <summary>
/// Everything known about failures: id, category, how the service's answer is recognised, and what to do.
/// The service gives nearly all of them the code <c>badRequest</c>, so messages have to be read; that is a best effort,
/// the service's own words are always kept, and what no rule knows is a <see cref="TapReason.GraphError"/>.
/// Rules are tried from top to bottom: codes and statuses that are certain come before words.
/// Where the shapes come from: Microsoft's documentation and public reports; none is confirmed by a published error list.
/// </summary>
internal static class ErrorTable
{
    public static readonly IReadOnlyList<ErrorRule> Rules =
    [
        new(TapReason.Throttled, "LimitsExceeded",
            "The tenant's request limit stayed exhausted. Run the same line again later, with the same -Journal if there was one.",
            r => r.Meaning == ReplyMeaning.Throttled),
        new(TapReason.ClaimsChallenge, "SecurityError",
            "Conditional access asks for more than the sign-in gave. Sign in again with Connect-TapGraph from a device and place that the policy accepts.",
            r => r.Claims is not null || (r.Status is 401 or 403 && Said(r, "insufficient_claims"))),
        new(TapReason.AuthenticationFailed, "AuthenticationError",
            "Sign in again with Connect-TapGraph. If the token was given with -AccessToken, it has expired or is for another service.",
            r => r.Status == 401),
        new(TapReason.CloudNotSupported, "NotImplemented",
            "This cloud or API version has no Temporary Access Passes. They exist in Global, USGov and USGovDoD; not in China on v1.0.",
            r => r.Status is 400 or 404 && Said(r, "resource not found for the segment")),
        new(TapReason.UserNotFound, "ObjectNotFound",
            "Check the spelling and the tenant (Get-TapContext). For an account made moments ago, add -WaitForUser 00:01:00.",
            r => r.Status == 404 && (Code(r, "Request_ResourceNotFound") || Code(r, "resourceNotFound") || Code(r, "itemNotFound") || Code(r, "notFound"))),
        new(TapReason.ExternalGuest, "InvalidOperation",
            "An external guest cannot hold a pass here. Issue one in the guest's home tenant, or trust that tenant's MFA in cross-tenant access.",
            r => Said(r, "external guest")),
        new(TapReason.LifetimeOutOfRange, "InvalidArgument",
            "Give a -LifetimeInMinutes inside the policy's bounds (Get-TapPolicy), or change them with Set-TapPolicy.",
            r => Said(r, "LifetimeInMinutes")),
        new(TapReason.MultiUseNotAllowed, "InvalidArgument",
            "The policy demands one-time passes. Leave -IsUsableOnce out or give $true, or allow multiple use with Set-TapPolicy -IsUsableOnce $false.",
            r => Said(r, "IsUsableOnce")),
        new(TapReason.StartInPast, "InvalidArgument",
            "Give a -StartDateTime in the future, or leave it out for a pass that is usable at once.",
            r => Said(r, "StartDateTime") || Said(r, "start time")),
        new(TapReason.NotInPolicyScope, "InvalidOperation",
            "Put the user into a group that the policy includes and out of those it excludes (Get-TapPolicy). A change takes some minutes to be seen.",
            r => Said(r, "UserCredentialPolicy")),
        new(TapReason.PassExists, "ResourceExists",
            "Remove the old pass with Remove-TapPass, or use -IfExists Replace.",
            r => r.Status == 409 || (Said(r, "already exists") && r.Status == 400)),
        new(TapReason.MissingPermission, "PermissionDenied",
            "Grant the application UserAuthMethod-TAP.ReadWrite.All (or UserAuthenticationMethod.ReadWrite.All) with admin consent, and connect again. Get-TapContext shows what the token has.",
            r => r.Status == 403),
        new(TapReason.ServiceUnavailable, "ResourceUnavailable",
            "The service could not be reached or was not well. Nothing was changed for this row; run it again.",
            r => r.Meaning is ReplyMeaning.NotDone or ReplyMeaning.Unclear),

        // Known by the module itself, not by an answer.
        new(TapReason.RoleTooLow, "PermissionDenied",
            "The signed-in person needs Authentication Administrator, and Privileged Authentication Administrator for users who hold an administrator role. With PIM, wait some minutes after activating."),
        new(TapReason.PolicyDisabled, "InvalidOperation",
            "Switch the method on with: Set-TapPolicy -State enabled"),
        new(TapReason.OutcomeUnknown, "InvalidResult",
            "It is not known whether the user holds a pass that nobody has. Run the row again: a new pass replaces it. Or revoke with Remove-TapPass."),
        new(TapReason.NotConnected, "ConnectionError",
            "Run Connect-TapGraph first (Connect-TapGraph -Sandbox to try things out), or give -Connection."),
        new(TapReason.InvalidRow, "InvalidData",
            "Correct the value and run the row again; nothing was sent for it."),
        new(TapReason.DuplicateUser, "InvalidData",
            "Remove one of the rows: a second pass would have made the first one, already put out, useless."),
        new(TapReason.JournalConflict, "InvalidData",
            "The pass of the earlier run stands. To issue a new one with these values, use a new journal for this row."),
        new(TapReason.JournalUnusable, "ResourceUnavailable",
            "Choose a journal file that can be written, belongs to this tenant and is used by no other run."),
        new(TapReason.InvalidPolicy, "InvalidArgument",
            "Correct the value; nothing was sent. Get-TapPolicy shows the present values."),
        new(TapReason.PolicyConflict, "ResourceBusy",
            "Look at the policy as it is now (Get-TapPolicy) and run the same line again if it is still right."),
        new(TapReason.GroupNotFound, "ObjectNotFound",
            "Check the spelling and the tenant (Get-TapContext), or give the group's object id."),
        new(TapReason.GroupAmbiguous, "InvalidArgument",
            "Give the object id of the group that is meant."),
        new(TapReason.GraphError, "NotSpecified",
            "Read the service's message; give Microsoft's support the request id."),
    ];

    private static readonly Dictionary<TapReason, ErrorRule> ByReason = Rules.ToDictionary(r => r.Reason);

    public static ErrorRule Rule(TapReason reason) => ByReason[reason];

    /// <summary>A failure that the module found out by itself.</summary>
    public static TapError Describe(TapReason reason, string message, string? user = null, int? row = null, string? advice = null) => new()
    {
        Reason = reason,
        Message = message,
        Advice = advice ?? Rule(reason).Advice,
        User = user,
        RowNumber = row,
    };

    /// <summary>A failure that the service told.</summary>
    /// <param name="reply">The answer; not a success.</param>
    /// <param name="what">What was attempted, as the start of a sentence: "Issuing a pass for 'x'".</param>
    /// <param name="user">The user concerned.</param>
    /// <param name="row">The row's number.</param>
    public static TapError FromReply(GraphReply reply, string what, string? user = null, int? row = null)
    {
        var rule = Rules.FirstOrDefault(r => r.Matches?.Invoke(reply) == true) ?? Rule(TapReason.GraphError);
        return new TapError
        {
            Reason = rule.Reason,
            Message = $"{what} failed: {Told(reply)}",
            Advice = rule.Advice,
            User = user,
            RowNumber = row,
            Status = reply.Status == 0 ? null : reply.Status,
            GraphCode = reply.Error?.Code,
            GraphMessage = reply.Error?.Message,
            RequestId = reply.RequestId,
            ClientRequestId = reply.ClientRequestId,
            Cause = reply.Cause,
        };
    }

    /// <summary>The same failure under a reason that was found out afterwards.</summary>
    public static TapError As(TapError error, TapReason reason) => error with { Reason = reason, Advice = Rule(reason).Advice };

    public static TapError SignInFailed(Exception failure) => new()
    {
        Reason = TapReason.AuthenticationFailed,
        Message = "Signing in failed: " + FirstLine(failure.Message),
        Advice = Rule(TapReason.AuthenticationFailed).Advice,
        Cause = failure,
    };

    private static string Told(GraphReply reply)
    {
        if (reply.Status == 0) return "no answer came" + (reply.Cause is { } cause ? $" ({FirstLine(cause.Message)})" : "") + ".";
        var words = reply.Error is { } error ? $" {error.Code}: {error.Message}" : "";
        return $"HTTP {reply.Status}{words}" + (words.EndsWith(".", StringComparison.Ordinal) ? "" : ".");
    }

    private static string FirstLine(string text)
    {
        var end = text.IndexOfAny(['\r', '\n']);
        return end < 0 ? text : text.Substring(0, end);
    }

    private static bool Code(GraphReply reply, string code) => string.Equals(reply.Error?.Code, code, StringComparison.OrdinalIgnoreCase);

    private static bool Said(GraphReply reply, string words) => reply.Error is { } error
        && (error.Message.IndexOf(words, StringComparison.OrdinalIgnoreCase) >= 0 || error.Code.IndexOf(words, StringComparison.OrdinalIgnoreCase) >= 0);
}
