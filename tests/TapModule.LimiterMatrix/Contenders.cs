namespace TapModule.LimiterMatrix;

/// <summary>What the table is about. To compare two versions of the limiter, add the other one here.</summary>
internal static class Contenders
{
    public static IReadOnlyDictionary<string, Func<IContender>> All { get; } = new Dictionary<string, Func<IContender>> { ["limiter"] = () => new LimiterContender() };
}
