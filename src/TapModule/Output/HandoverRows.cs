using System.Management.Automation;
using TapModule.Core.Handover;
using TapModule.Core.Passes;

namespace TapModule.Output;

/// <summary>Turns what was read from a handover file into what PowerShell gets.</summary>
internal static class HandoverRows
{
    /// <summary>What was read from a file, as New-TapPass once put it out.</summary>
    public static TapPass ToOutput(HandoverPass pass, bool isShown, bool asSecureString)
    {
        var record = new PassRecord { StartDateTime = pass.StartDateTime, CreatedDateTime = pass.CreatedDateTime, LifetimeInMinutes = pass.LifetimeInMinutes };
        return new TapPass(isShown)
        {
            UserId = pass.UserId,
            PassId = pass.PassId ?? "",
            TemporaryAccessPass = asSecureString ? TapPasses.Secure((string)pass.Code) : pass.Code,
            Created = pass.CreatedDateTime,
            Start = pass.StartDateTime,
            Expiration = pass.ExpirationDateTime ?? record.ExpirationDateTime,
            LifetimeInMinutes = pass.LifetimeInMinutes,
            IsUsableOnce = pass.IsUsableOnce,
            State = record.StateAt(DateTimeOffset.UtcNow),
            InputObject = pass.Columns.Count == 0 ? null : Row(pass),
        };
    }

    private static PSObject Row(HandoverPass pass)
    {
        var row = new PSObject();
        foreach (var column in pass.Columns) row.Properties.Add(new PSNoteProperty(column.Key, column.Value));
        return row;
    }
}
