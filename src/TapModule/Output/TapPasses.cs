using System.Management.Automation;
using System.Security;
using TapModule.Core.Bulk;
using TapModule.Core.Passes;

namespace TapModule.Output;

/// <summary>Turns Core's passes into what PowerShell gets.</summary>
internal static class TapPasses
{
    private static readonly PSMemberSet Masked = Listed(nameof(TapPass.UserId), nameof(TapPass.State), nameof(TapPass.StartDateTime), nameof(TapPass.ExpirationDateTime), nameof(TapPass.IsUsableOnce));
    private static readonly PSMemberSet Shown = Listed(
        nameof(TapPass.UserId), nameof(TapPass.TemporaryAccessPass), nameof(TapPass.State), nameof(TapPass.StartDateTime), nameof(TapPass.ExpirationDateTime), nameof(TapPass.IsUsableOnce));

    /// <summary>
    /// What goes into the pipeline. Behind other kinds of objects PowerShell uses none of our views but a list of all properties, the code
    /// among them, so each pass says which ones such a list shows. A file of type data would say it once, and keep a second copy of the module from being imported.
    /// </summary>
    public static PSObject ForPipeline(TapPass pass)
    {
        var output = PSObject.AsPSObject(pass);
        if (pass.IsShown) output.TypeNames.Insert(0, "TapModule.TapPass.Shown");
        if (output.Members["PSStandardMembers"] is null) output.Members.Add(pass.IsShown ? Shown : Masked);
        return output;
    }

    /// <summary>A pass that was issued now, with its code.</summary>
    public static TapPass ToOutput(RowOutcome outcome, PassRecord pass, DateTimeOffset now, bool isShown = false, bool asSecureString = false) => new(isShown)
    {
        UserId = outcome.Row.User,
        PassId = pass.Id,
        TemporaryAccessPass = asSecureString && pass.TemporaryAccessPass is { } code ? Secure(code) : pass.TemporaryAccessPass,
        Created = pass.CreatedDateTime,
        Start = pass.StartDateTime,
        Expiration = pass.ExpirationDateTime,
        LifetimeInMinutes = pass.LifetimeInMinutes,
        IsUsableOnce = pass.IsUsableOnce,
        IsUsable = pass.IsUsable,
        MethodUsabilityReason = pass.MethodUsabilityReason,
        State = pass.StateAt(now),
        RequestId = outcome.RequestId,
        InputObject = outcome.Row.Tag as PSObject,
    };

    /// <summary>What was read of a user's passes, with what was read of the other methods.</summary>
    public static TapPass ToOutput(RowOutcome outcome, PassRecord? pass, GetPassesResult read, bool withMethods, DateTimeOffset now)
    {
        var row = (outcome.Row.Tag is PSObject input ? input.BaseObject : outcome.Row.Tag) as TapRunRow;
        // A pass that is gone was issued when the run says.
        var issued = row?.Record.CreatedDateTime ?? row?.Record.SentAt ?? pass?.CreatedDateTime;
        return new TapPass(false)
        {
            UserId = outcome.Row.User,
            PassId = pass?.Id ?? "",
            Created = pass?.CreatedDateTime,
            Start = pass?.StartDateTime,
            Expiration = pass?.ExpirationDateTime,
            LifetimeInMinutes = pass?.LifetimeInMinutes,
            IsUsableOnce = pass?.IsUsableOnce,
            IsUsable = pass?.IsUsable,
            MethodUsabilityReason = pass?.MethodUsabilityReason,
            State = pass is null ? TapPassState.None : pass.StateAt(now),
            Methods = read.Methods is { } methods ? TapMethods.ToOutput(methods) : null,
            Enrolment = !withMethods ? TapEnrolment.NotRead : read.Methods is null ? TapEnrolment.CannotBeRead : TapMethods.Judge(read.Methods, issued),
            RequestId = outcome.RequestId,
            InputObject = outcome.Row.Tag as PSObject,
        };
    }

    private static PSMemberSet Listed(params string[] properties) =>
        new("PSStandardMembers", [new PSPropertySet("DefaultDisplayPropertySet", properties)]);


    public static SecureString Secure(string code)
    {
        var secure = new SecureString();
        foreach (var c in code) secure.AppendChar(c);
        secure.MakeReadOnly();
        return secure;
    }
}
