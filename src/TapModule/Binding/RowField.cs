namespace TapModule.Binding;

/// <summary>What a column of a row can fill.</summary>
internal enum RowField
{
    UserId,
    PassId,
    LifetimeInMinutes,
    StartDateTime,
    TimeZone,
    IsUsableOnce,
    Reason,
    Ticket,
}
