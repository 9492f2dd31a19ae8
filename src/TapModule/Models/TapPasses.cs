using System.Management.Automation;
using System.Security;
using TapModule.Core.Bulk;
using TapModule.Core.Passes;

namespace TapModule.Models;

/// <summary>Turns Core's passes into what PowerShell gets.</summary>
internal static class TapPasses
{
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
        State = (TapPassState)Enum.Parse(typeof(TapPassState), pass.StateAt(now).ToString()),
        RequestId = outcome.RequestId,
        InputObject = outcome.Row.Tag as PSObject,
    };

    public static SecureString Secure(string code)
    {
        var secure = new SecureString();
        foreach (var c in code) secure.AppendChar(c);
        secure.MakeReadOnly();
        return secure;
    }
}
