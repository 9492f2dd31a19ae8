using System.Management.Automation;
using System.Security;
using TapModule.Binding;
using TapModule.Core.Bulk;
using TapModule.Core.Passes;

namespace TapModule.Output;

/// <summary>Turns Core's passes into what PowerShell gets.</summary>
internal static class TapPasses
{
    /// <summary>A pass that was issued now, with its code.</summary>
    /// <summary>
    /// What goes into the pipeline. Behind other kinds of objects PowerShell shows a plain list of properties and none of our views; a
    /// pass that is to be shown carries a type name of its own, whose list has the code (TapModule.Types.ps1xml).
    /// </summary>
    public static object ForPipeline(TapPass pass)
    {
        if (!pass.IsShown) return pass;
        var shown = PSObject.AsPSObject(pass);
        shown.TypeNames.Insert(0, "TapModule.TapPass.Shown");
        return shown;
    }

    public static TapPass ToOutput(RowOutcome outcome, PassRecord pass, DateTimeOffset now, bool isShown = false, bool asSecureString = false) => new(isShown)
    {
        UserId = outcome.Row.User,
        PassId = pass.Id,
        TemporaryAccessPass = asSecureString && pass.TemporaryAccessPass is { } code ? Secure(code) : pass.TemporaryAccessPass,
        CreatedDateTime = pass.CreatedDateTime,
        StartDateTime = pass.StartDateTime,
        ExpirationDateTime = pass.ExpirationDateTime,
        LifetimeInMinutes = pass.LifetimeInMinutes,
        IsUsableOnce = pass.IsUsableOnce,
        IsUsable = pass.IsUsable,
        MethodUsabilityReason = pass.MethodUsabilityReason,
        State = StateOf(pass, now),
        RequestId = outcome.RequestId,
        InputObject = outcome.Row.Tag as PSObject,
    };

    /// <summary>What was read of a user's passes, with what was read of the other methods.</summary>
    public static TapPass ToOutput(RowOutcome outcome, PassRecord? pass, GetPassesResult read, bool withMethods, DateTimeOffset now)
    {
        var row = CellText.Unwrap(outcome.Row.Tag) as TapRunRow;
        // A pass that is gone was issued when the run says.
        var issued = row?.CreatedDateTime ?? row?.SentAt ?? pass?.CreatedDateTime;
        return new TapPass(false)
        {
            UserId = outcome.Row.User,
            PassId = pass?.Id ?? "",
            CreatedDateTime = pass?.CreatedDateTime,
            StartDateTime = pass?.StartDateTime,
            ExpirationDateTime = pass?.ExpirationDateTime,
            LifetimeInMinutes = pass?.LifetimeInMinutes,
            IsUsableOnce = pass?.IsUsableOnce,
            IsUsable = pass?.IsUsable,
            MethodUsabilityReason = pass?.MethodUsabilityReason,
            State = pass is null ? TapPassState.None : StateOf(pass, now),
            Methods = read.Methods is { } methods ? TapMethods.ToOutput(methods) : null,
            Enrolment = !withMethods ? TapEnrolment.NotRead : read.Methods is null ? TapEnrolment.CannotBeRead : TapMethods.Judge(read.Methods, issued),
            RequestId = outcome.RequestId,
            InputObject = outcome.Row.Tag as PSObject,
        };
    }

    private static TapPassState StateOf(PassRecord pass, DateTimeOffset now) => (TapPassState)Enum.Parse(typeof(TapPassState), pass.StateAt(now).ToString());

    public static SecureString Secure(string code)
    {
        var secure = new SecureString();
        foreach (var c in code) secure.AppendChar(c);
        secure.MakeReadOnly();
        return secure;
    }
}
