namespace TapModule.Core.Handover;

/// <summary>The columns that every handover file begins with, in their order.</summary>
internal static class PassFields
{
    public const string UserId = "UserId";
    public const string Code = "TemporaryAccessPass";
    public const string Start = "StartDateTime";
    public const string Expiration = "ExpirationDateTime";
    public const string Lifetime = "LifetimeInMinutes";
    public const string IsUsableOnce = "IsUsableOnce";
    public const string PassId = "PassId";
    public const string Created = "CreatedDateTime";

    public static readonly IReadOnlyList<string> All = [UserId, Code, Start, Expiration, Lifetime, IsUsableOnce, PassId, Created];

    private static readonly HashSet<string> Names = new(All, StringComparer.OrdinalIgnoreCase);

    public static bool IsOurs(string name) => Names.Contains(name);

    /// <summary>The values in the order of <see cref="All"/>, but for the code, which is null here.</summary>
    public static object?[] Values(HandoverPass pass) =>
        [pass.UserId, null, pass.StartDateTime, pass.ExpirationDateTime, pass.LifetimeInMinutes, pass.IsUsableOnce, pass.PassId, pass.CreatedDateTime];
}
