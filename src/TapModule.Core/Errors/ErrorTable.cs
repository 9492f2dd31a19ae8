namespace TapModule.Core.Errors;

/// <summary>
/// Everything known about failures: id, category, how the service's answer is recognised, and what to do.
/// The service gives nearly all of them the code <c>badRequest</c>, so messages have to be read; that is a best effort,
/// the service's own words are always kept, and what no rule knows is a <see cref="TapErrorId.GraphError"/>.
/// Rules are tried from top to bottom: codes and statuses that are certain come before words.
/// Where the shapes come from: Microsoft's documentation and public reports; none is confirmed by a published error list.
/// </summary>
internal static class ErrorTable
{
    public static readonly IReadOnlyList<ErrorRule> Rules =
    [
        new(TapErrorId.Throttled, "LimitsExceeded", "the service's request limit stayed exhausted",
            "Run the same line again later, with the same -Journal if there was one. -MaxRate keeps a run below a rate of your own.")
        {
            Patterns = [new() { Meanings = [ReplyMeaning.Throttled] }],
        },
        new(TapErrorId.ClaimsChallenge, "SecurityError", "conditional access asks for more than the sign-in gave",
            "Sign in again with Connect-TapGraph from a device and place that the policy accepts.")
        {
            Patterns = [new() { HasClaims = true }, new() { Statuses = [401, 403], Words = ["insufficient_claims"] }],
        },
        new(TapErrorId.AuthenticationFailed, "AuthenticationError", "the service did not accept the sign-in",
            "Sign in again with Connect-TapGraph. If the token was given with -AccessToken, it has expired or is for another service.")
        {
            Patterns = [new() { Statuses = [401] }],
            FoundBy = "also when signing in itself fails",
        },
        new(TapErrorId.CloudNotSupported, "NotImplemented", "this cloud or API version has no Temporary Access Passes",
            "They exist in Global, USGov and USGovDoD; not in China on v1.0.")
        {
            Patterns = [new() { Statuses = [400, 404], Words = ["resource not found for the segment"] }],
            FoundBy = "also when a cloud is chosen that is known to have none",
        },
        new(TapErrorId.UserNotFound, "ObjectNotFound", "the directory has no such user",
            "Check the spelling and the tenant (Get-TapContext). For an account made moments ago, add -WaitForUser 00:01:00.")
        {
            // The directory's form and that of the authentication methods service; which of them answers is contested.
            Patterns = [new() { Statuses = [404], Codes = ["Request_ResourceNotFound", "resourceNotFound", "itemNotFound", "notFound"] }],
        },
        new(TapErrorId.ExternalGuest, "InvalidOperation", "an external guest cannot hold a pass in this tenant",
            "Issue one in the guest's home tenant, or trust that tenant's MFA in cross-tenant access.")
        {
            Patterns = [new() { Words = ["external guest"] }],
        },
        new(TapErrorId.LifetimeOutOfRange, "InvalidArgument", "the lifetime lies outside the bounds of the policy",
            "Give a -LifetimeInMinutes inside the policy's bounds (Get-TapPolicy), or change them with Set-TapPolicy.")
        {
            // No status: it was seen as a 403 as well, which would read as a missing permission.
            Patterns = [new() { Words = ["LifetimeInMinutes"] }],
        },
        new(TapErrorId.MultiUseNotAllowed, "InvalidArgument", "the policy demands one-time passes",
            "Leave -IsUsableOnce out or give $true, or allow multiple use with Set-TapPolicy -IsUsableOnce $false.")
        {
            Patterns = [new() { Words = ["IsUsableOnce"] }],
        },
        new(TapErrorId.StartInPast, "InvalidArgument", "the start lies in the past",
            "Give a -StartDateTime in the future, or leave it out for a pass that is usable at once.")
        {
            Patterns = [new() { Words = ["StartDateTime", "start time"] }],
        },
        new(TapErrorId.NotInPolicyScope, "InvalidOperation", "the policy does not cover this user",
            "Put the user into a group that the policy includes and out of those it excludes (Get-TapPolicy). A change takes some minutes to be seen.")
        {
            Patterns = [new() { Words = ["UserCredentialPolicy"] }],
            FoundBy = "the policy, read once in a run, is on; the service answers the same where it is off",
        },
        new(TapErrorId.PassExists, "ResourceExists", "the user has a pass already",
            "Remove the old pass with Remove-TapPass, or use -IfExists Replace.")
        {
            // Documented is that the old pass is replaced; both refusals were reported.
            Patterns = [new() { Statuses = [409] }, new() { Statuses = [400], Words = ["already exists"] }],
            FoundBy = "also when -IfExists Fail finds a live pass",
        },
        new(TapErrorId.MissingPermission, "PermissionDenied", "the application lacks the permission in Graph",
            "Grant the application UserAuthMethod-TAP.ReadWrite.All (or UserAuthenticationMethod.ReadWrite.All) with admin consent, and connect again. Get-TapContext shows what the token has.")
        {
            Patterns = [new() { Statuses = [403] }],
            FoundBy = "the token does not grant what the request needs, or cannot be read",
        },
        new(TapErrorId.ServiceUnavailable, "ResourceUnavailable", "the service was unavailable",
            "Nothing was changed for this row; run it again.")
        {
            Patterns = [new() { Meanings = [ReplyMeaning.NotDone] }],
        },
        new(TapErrorId.OutcomeUnknown, "InvalidResult", "it is not known whether the service did it",
            "The user may hold a pass that nobody has. Run the row again: a new pass replaces it. Or revoke with Remove-TapPass.")
        {
            Patterns = [new() { Meanings = [ReplyMeaning.Unclear] }],
            FoundBy = "the request was repeated where that is safe, and looking did not settle it",
        },

        // Known by the module itself, not by an answer.
        new(TapErrorId.RoleTooLow, "PermissionDenied", "the role of the signed-in person does not reach this user",
            "The signed-in person needs Authentication Administrator, and Privileged Authentication Administrator for users who hold an administrator role; nobody can issue a pass for their own account. With PIM, wait some minutes after activating.")
        {
            FoundBy = "HTTP 403 although the token of a signed-in person grants the permission",
        },
        new(TapErrorId.PolicyDisabled, "InvalidOperation", "the tenant's Temporary Access Pass policy is off",
            "Switch the method on with: Set-TapPolicy -State enabled")
        {
            FoundBy = "the answer of NotInPolicyScope, and the policy, read once in a run, is off",
        },
        new(TapErrorId.NotConnected, "ConnectionError", "there is no connection",
            "Run Connect-TapGraph first (Connect-TapGraph -Sandbox to try things out), or give -Connection.")
        {
            FoundBy = "before anything is sent",
        },
        new(TapErrorId.InvalidRow, "InvalidData", "a value of the row cannot be used",
            "Correct the value and run the row again; nothing was sent for it.")
        {
            FoundBy = "before anything is sent",
        },
        new(TapErrorId.InvalidArgument, "InvalidArgument", "a parameter cannot be used, or not with the others",
            "Correct the command line; nothing was sent.")
        {
            FoundBy = "before anything is sent",
        },
        new(TapErrorId.UnsafeEndpoint, "SecurityError", "the address is not safe for a token",
            "Give an https address, or an http address on this machine. Leave it out to use the cloud's own.")
        {
            FoundBy = "before anything is sent",
        },
        new(TapErrorId.DuplicateUser, "InvalidData", "an earlier row names the same user",
            "Remove one of the rows: a second pass would have made the first one, already put out, useless.")
        {
            FoundBy = "before anything is sent for the row",
        },
        new(TapErrorId.JournalConflict, "InvalidData", "the journal shows a delivered pass with other values",
            "The pass of the earlier run stands. To issue a new one with these values, use a new journal for this row.")
        {
            FoundBy = "the journal",
        },
        new(TapErrorId.JournalUnusable, "ResourceUnavailable", "the journal cannot be used",
            "Choose a journal file that can be written, belongs to this tenant and is used by no other run.")
        {
            FoundBy = "opening or writing the journal",
        },
        new(TapErrorId.FileExists, "ResourceExists", "the file exists already",
            "Choose another name, or add -Append or -Force.")
        {
            FoundBy = "before anything is written",
        },
        new(TapErrorId.FileUnusable, "WriteError", "the file cannot be written or read",
            "Choose a file that can be written, on a disk with room for it. A pass that was not written counts as not delivered: run the same line with the same -Journal again.")
        {
            FoundBy = "opening, writing or reading the file",
        },
        new(TapErrorId.RecipientUnusable, "InvalidArgument", "nothing can be encrypted for this certificate",
            "Give a certificate for document encryption that is valid now: a .cer file, the thumbprint of one in a store, or the object. To make one: New-SelfSignedCertificate -Type DocumentEncryptionCert, or see docs/handover.md.")
        {
            FoundBy = "before anything is written",
        },
        new(TapErrorId.DecryptionFailed, "SecurityError", "the file cannot be decrypted with the keys at hand",
            "Give the certificate with its private key (-Certificate), or run this where the key is in the personal store.")
        {
            FoundBy = "reading the file",
        },
        new(TapErrorId.TemplateUnusable, "InvalidData", "the template or the texts cannot be used",
            "Correct the file; docs/handover.md lists what may stand in it.")
        {
            FoundBy = "before anything is written",
        },
        new(TapErrorId.InvalidPolicy, "InvalidArgument", "the values do not make a valid policy",
            "Correct the value; nothing was sent. Get-TapPolicy shows the present values.")
        {
            FoundBy = "before anything is sent, or HTTP 400 to a change of the policy",
        },
        new(TapErrorId.PolicyConflict, "ResourceBusy", "somebody else changed the policy meanwhile",
            "Look at the policy as it is now (Get-TapPolicy) and run the same line again if it is still right.")
        {
            FoundBy = "reading the policy again right before writing",
        },
        new(TapErrorId.GroupNotFound, "ObjectNotFound", "the directory has no such group",
            "Check the spelling and the tenant (Get-TapContext), or give the group's object id.")
        {
            FoundBy = "looking the group up",
        },
        new(TapErrorId.GroupAmbiguous, "InvalidArgument", "several groups have this name",
            "Give the object id of the group that is meant.")
        {
            FoundBy = "looking the group up",
        },
        new(TapErrorId.GraphError, "NotSpecified", "the service refused it for a reason that is not known here",
            "Read the service's message; give Microsoft's support the request id.")
        {
            FoundBy = "any other answer that is no success",
        },
    ];

    private static readonly Dictionary<TapErrorId, ErrorRule> ByReason = Rules.ToDictionary(r => r.Reason);

    public static ErrorRule Rule(TapErrorId reason) => ByReason[reason];

    /// <summary>A failure that the module found out by itself.</summary>
    public static TapError Describe(TapErrorId reason, string message, string? user = null, int? row = null, string? advice = null) => new()
    {
        Reason = reason,
        Message = message,
        Advice = advice ?? Rule(reason).Advice,
        User = user,
        RowNumber = row,
    };

    /// <summary>A failure that the service told.</summary>
    /// <param name="refusal">The answer; not a success.</param>
    /// <param name="what">What was attempted, as the start of a sentence: "Issuing a pass for 'x'".</param>
    /// <param name="user">The user concerned.</param>
    /// <param name="row">The row's number.</param>
    public static TapError FromRefusal(Refusal refusal, string what, string? user = null, int? row = null)
    {
        var rule = Rules.FirstOrDefault(r => r.Matches(refusal)) ?? Rule(TapErrorId.GraphError);
        return new TapError
        {
            Reason = rule.Reason,
            Message = $"{what} failed: {rule.Meaning} ({Told(refusal)}).",
            Advice = rule.Advice,
            User = user,
            RowNumber = row,
            Status = refusal.Status == 0 ? null : refusal.Status,
            GraphCode = refusal.Code,
            GraphMessage = refusal.Message,
            RequestId = refusal.RequestId,
            ClientRequestId = refusal.ClientRequestId,
            Cause = refusal.Cause,
        };
    }

    /// <summary>The same failure under a reason that was found out afterwards.</summary>
    public static TapError As(TapError error, TapErrorId reason) => error with
    {
        Reason = reason,
        Message = error.Message.Replace(Rule(error.Reason).Meaning, Rule(reason).Meaning),
        Advice = Rule(reason).Advice,
    };

    /// <summary>The service's own words, which are never left out.</summary>
    private static string Told(Refusal refusal)
    {
        if (refusal.Status == 0) return "no answer" + (refusal.Cause is { } cause ? $": {FirstLine(cause.Message).TrimEnd('.')}" : "");
        return $"HTTP {refusal.Status}" + (refusal.Code is { } code ? $", {code}: {refusal.Message?.TrimEnd('.')}" : "");
    }

    private static string FirstLine(string text)
    {
        var end = text.IndexOfAny(['\r', '\n']);
        return end < 0 ? text : text.Substring(0, end);
    }
}
