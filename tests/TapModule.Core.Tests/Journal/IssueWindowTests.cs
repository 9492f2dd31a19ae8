using System.Globalization;
using TapModule.Core.Journal;
using TapModule.Core.Passes;

namespace TapModule.Core.Tests.Journal;

/// <summary>Which pass can be the one that a row without an answer left behind. Wrong answers here take a pass away from somebody.</summary>
public sealed class IssueWindowTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 9, 1, 8, 0, 0, TimeSpan.Zero);

    private readonly string _path = Path.Combine(Path.GetTempPath(), $"tap-{Guid.NewGuid():N}.jsonl");

    [Theory]
    [InlineData(4, "before the run asked")]
    [InlineData(9.9, null)]
    [InlineData(10.5, null)]
    [InlineData(25, null)]
    [InlineData(45, "after the run")]
    public void Counts_from_the_rows_own_line_to_shortly_after_the_runs_last(double created, string? why) =>
        AssertWhy(why, Run(("sent", 0, "a"), ("delivered", 1, "a"), ("sent", 10, "b"), ("pace", 20, "")), created);

    [Theory]
    [InlineData(10.5, "before the run asked")]
    [InlineData(3610.5, null)]
    public void Reckons_by_the_services_clock_as_the_delivered_rows_show_it(double created, string? why) =>
        AssertWhy(why, Run(skew: 3600, ("sent", 0, "a"), ("delivered", 1, "a"), ("sent", 10, "b")), created);

    [Theory]
    [InlineData(-55, null)]
    [InlineData(-75, "before the run asked")]
    [InlineData(65, null)]
    [InlineData(75, "after the run")]
    public void Takes_the_clocks_to_agree_to_a_minute_where_nothing_shows_it(double created, string? why) =>
        AssertWhy(why, Run(("sent", 0, "b")), created);

    [Fact]
    public void A_clock_that_was_set_during_the_run_shows_nothing() =>
        AssertWhy(null, Run(skew: 0, ("sent", 0, "a"), ("delivered", 1, "a"), ("sent", -300, "c"), ("delivered", -299, "c+300"), ("sent", 10, "b")), -40);

    [Fact]
    public void Ends_where_the_next_run_begins() =>
        AssertWhy("after the run", Run(("sent", 0, "a"), ("delivered", 0.5, "a"), ("sent", 1, "b"), ("run", 2, "")), 8);

    [Fact]
    public void A_pass_that_another_row_recorded_is_that_rows()
    {
        var runs = Run(("sent", 0, "b"), ("run", 1, ""), ("sent", 1.1, "b"), ("delivered", 1.2, "b"));
        AssertWhy("another row", runs, 0.5, id: "pass of b");
    }

    [Theory]
    [InlineData(60, true, null)]
    [InlineData(90, true, "lifetime")]
    [InlineData(60, false, "IsUsableOnce")]
    public void The_values_that_were_asked_for_must_be_the_passs(int lifetime, bool once, string? why)
    {
        File.WriteAllLines(_path, [Line("run", 0, ""), Line("sent", 0, "b").Replace("}", ",\"lifetimeInMinutes\":60,\"isUsableOnce\":true}", StringComparison.Ordinal)]);
        AssertWhy(why, RunHistory.Read(_path), 1, lifetime: lifetime, once: once);
    }

    [Fact]
    public void A_pass_that_does_not_tell_its_creation_stays() =>
        Assert.NotNull(IssueWindow.Of(Run(("sent", 0, "b"))[0]).WhyNot(Run(("sent", 0, "b"))[0].Rows[0], new PassRecord { Id = "x" }));

    public void Dispose() => File.Delete(_path);

    private static void AssertWhy(string? expected, IReadOnlyList<RecordedRun> runs, double created, string id = "x", int lifetime = 60, bool once = true)
    {
        var row = runs[0].Rows.Single(r => r.User == "b");
        Assert.Equal(TapRunOutcome.Unknown, row.Outcome);
        var pass = new PassRecord { Id = id, CreatedDateTime = Start.AddSeconds(created), LifetimeInMinutes = lifetime, IsUsableOnce = once };
        var why = IssueWindow.Of(runs[0]).WhyNot(row, pass);
        if (expected is null) Assert.Null(why);
        else Assert.Contains(expected, why, StringComparison.Ordinal);
    }

    private IReadOnlyList<RecordedRun> Run(params (string Event, double At, string User)[] lines) => Run(0, lines);

    /// <summary>Writes a journal and reads it. A pass is created half a second before its "delivered" line, by a clock that is so far ahead.</summary>
    private IReadOnlyList<RecordedRun> Run(double skew, params (string Event, double At, string User)[] lines)
    {
        File.WriteAllLines(_path, [Line("run", 0, ""), .. lines.Select(l => Line(l.Event, l.At, l.User, skew))]);
        return RunHistory.Read(_path);
    }

    private static string Line(string what, double at, string user, double skew = 0)
    {
        // "c+300": the pass of c, by a clock that is 300 seconds further ahead.
        var parts = user.Split('+');
        if (parts.Length > 1) skew += double.Parse(parts[1], CultureInfo.InvariantCulture);
        var more = user.Length == 0 ? "" : $",\"user\":\"{parts[0]}\"";
        if (what == "delivered") more += $",\"passId\":\"pass of {parts[0]}\",\"createdDateTime\":\"{Start.AddSeconds(at - 0.5 + skew):o}\"";
        return $"{{\"event\":\"{what}\",\"at\":\"{Start.AddSeconds(at):o}\"{more}}}";
    }
}
