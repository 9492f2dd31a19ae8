namespace TapModule.Binding;

/// <summary>What a row says about the pass. What is null was not given, and is not sent.</summary>
internal sealed record PassInput
{
    public static readonly PassInput Nothing = new();

    private const int MostCharacters = 500;

    public int? LifetimeInMinutes { get; init; }

    public DateTimeOffset? StartDateTime { get; init; }

    public bool? IsUsableOnce { get; init; }

    /// <summary>Why the pass is issued, for the record.</summary>
    public string? Reason { get; init; }

    /// <summary>The number of the request that it answers, for the record.</summary>
    public string? Ticket { get; init; }

    /// <summary>Reads all values, and tells all that is wrong.</summary>
    /// <param name="value">A field's value; null or blank if there is none.</param>
    /// <param name="problems">Gets what is wrong, each a sentence that begins with the field.</param>
    /// <param name="remarks">Gets what the person should know.</param>
    /// <exception cref="CellException">Never: a value that cannot be read is a problem.</exception>
    public static PassInput Read(Func<RowField, object?> value, List<string> problems, List<string> remarks)
    {
        T? Of<T>(RowField field, Func<object, Reading<T>> read)
            where T : struct
        {
            if (Given(field) is not { } given) return null;
            var reading = read(given);
            if (reading.Problem is not null) problems.Add($"{field} {reading.Problem}");
            return reading.Value;
        }

        object? Given(RowField field)
        {
            try
            {
                return value(field) is var given && CellText.IsBlank(given) ? null : given;
            }
            catch (CellException failure)
            {
                problems.Add($"{field}: {failure.Message}");
                return null;
            }
        }

        string? Words(RowField field)
        {
            if (Given(field) is not { } given) return null;
            var text = CellText.Plain(given).Trim();
            if (text.Length <= MostCharacters && CellText.Unseen(text) is null) return text;
            problems.Add($"{field} {CellText.Shown(text)} is not one line of at most {MostCharacters} characters.");
            return null;
        }

        return new PassInput
        {
            LifetimeInMinutes = Of(RowField.LifetimeInMinutes, Lifetime.Read),
            StartDateTime = Start(Of(RowField.StartDateTime, StartDate.Read), () => Given(RowField.TimeZone), problems, remarks),
            IsUsableOnce = Of(RowField.IsUsableOnce, TriState.Read),
            Reason = Words(RowField.Reason),
            Ticket = Words(RowField.Ticket),
        };
    }

    private static DateTimeOffset? Start(ClockTime? start, Func<object?> zoneGiven, List<string> problems, List<string> remarks)
    {
        if (start is not { } time) return null;
        var zone = TimeZoneInfo.Local;
        if (time.Offset is null && zoneGiven() is { } given && ZoneName.Read(given, out var named) is var problem)
        {
            if (problem is not null)
            {
                problems.Add($"{RowField.TimeZone} {problem}");
                return null;
            }

            zone = named!;
        }

        var moment = StartDate.Resolve(time, zone, out var remark);
        if (remark is not null) remarks.Add($"{RowField.StartDateTime} {remark}");
        return moment;
    }
}
