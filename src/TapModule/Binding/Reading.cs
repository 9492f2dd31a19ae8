namespace TapModule.Binding;

/// <summary>What a cell or an argument says: a value, nothing, or something that cannot be understood.</summary>
/// <param name="Value">What is meant; null if nothing is.</param>
/// <param name="Problem">What is wrong, as a sentence that begins with what was given; null if nothing is.</param>
/// <typeparam name="T">The type that is meant.</typeparam>
internal readonly record struct Reading<T>(T? Value, string? Problem)
    where T : struct
{
    public static readonly Reading<T> Nothing;

    public static implicit operator Reading<T>(T value) => new(value, null);

    /// <summary>A refusal that shows what was given.</summary>
    public static Reading<T> Refused(object? given, string why) => new(null, $"{CellText.Shown(given)} {why}");
}
