using TapModule.Core.Passes;

namespace TapModule.Output;

/// <summary>Judges what a user has registered.</summary>
internal static class TapMethods
{
    /// <summary>What a password, a mail address for resets or a pass are not: something to sign in with after the pass.</summary>
    private static readonly string[] Weak = ["password", "email"];

    public static TapMethodList ToOutput(IReadOnlyList<MethodRecord> methods) =>
        new([.. methods.Select(m => new TapMethod { Kind = m.Kind, MethodId = m.Id, CreatedDateTime = m.CreatedDateTime, DisplayName = m.DisplayName })]);

    /// <param name="methods">What is registered.</param>
    /// <param name="issued">When the pass was issued; null if that is not known.</param>
    public static TapEnrolment Judge(IReadOnlyList<MethodRecord> methods, DateTimeOffset? issued)
    {
        var strong = methods.Where(m => !Weak.Contains(m.Kind, StringComparer.OrdinalIgnoreCase)).ToList();
        if (strong.Count == 0) return TapEnrolment.None;
        if (issued is null) return TapEnrolment.Undated;
        if (strong.Any(m => m.CreatedDateTime >= issued)) return TapEnrolment.Since;
        return strong.Any(m => m.CreatedDateTime is null) ? TapEnrolment.Undated : TapEnrolment.Earlier;
    }
}
