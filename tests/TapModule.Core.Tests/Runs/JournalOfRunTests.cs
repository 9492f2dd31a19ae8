using TapModule.Core.Bulk;
using TapModule.Core.Diagnostics;
using TapModule.Core.Errors;
using TapModule.Core.Journal;
using TapModule.Core.Passes;
using TapModule.Core.Runs;
using TapModule.Core.Tests.Support;

namespace TapModule.Core.Tests.Runs;

/// <summary>What a run's journal says of every row that was read, however the run ends.</summary>
public sealed class JournalOfRunTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"tap-{Guid.NewGuid():N}.jsonl");

    [Fact]
    public async Task A_run_that_is_abandoned_records_each_row_that_it_read()
    {
        await using var tenant = await TestTenant.StartAsync(users: 40);
        var gate = tenant.Graph.Gates.Hold(new() { Method = "POST" });
        using (var issue = IssueRun.Begin(tenant.Connection, new IssueOptions { JournalPath = _path, BatchSize = 5, ThrottleLimit = 1 }, NullLog.Instance))
        {
            for (var i = 0; i < 40; i++) issue.Driver.TryAdd(Create(issue, tenant.User(i), i + 1));
            await gate.WaitForAsync(1);
        }

        gate.Release();
        var run = Assert.Single(RunHistory.Read(_path));
        Assert.Equal(40, run.Rows.Count);
        Assert.True(run.HasEnded);
        Assert.False(run.IsComplete);
        Assert.All(run.Rows, row => Assert.True(row.Outcome is TapRunOutcome.NotSent or TapRunOutcome.Unknown));
        Assert.Contains(run.Rows, row => row.Outcome == TapRunOutcome.NotSent);
    }

    [Fact]
    public async Task Rows_that_are_refused_or_skipped_are_recorded_and_change_nothing_about_the_others()
    {
        await using var tenant = await TestTenant.StartAsync();
        var rows = tenant.Rows(2);
        tenant.Issue(rows, new IssueOptions { JournalPath = _path });
        tenant.Issue([.. rows, rows[0]], new IssueOptions { JournalPath = _path });

        var runs = RunHistory.Read(_path);
        Assert.Equal([TapRunOutcome.Skipped, TapRunOutcome.Skipped, TapRunOutcome.Skipped], runs[1].Rows.Select(row => row.Outcome));
        Assert.All(runs[0].Rows, row => Assert.Null(row.Later));
        Assert.True(runs[1].IsComplete);
    }

    [Fact]
    public async Task A_user_named_twice_is_two_rows_of_which_one_failed()
    {
        await using var tenant = await TestTenant.StartAsync();
        var row = tenant.Rows(1)[0];

        tenant.Issue([row, row], new IssueOptions { JournalPath = _path });

        var run = Assert.Single(RunHistory.Read(_path));
        Assert.Equal([TapRunOutcome.Delivered, TapRunOutcome.Failed], run.Rows.OrderBy(r => r.Number).Select(r => r.Outcome));
        Assert.Equal(nameof(TapErrorId.DuplicateUser), run.Rows.Single(r => r.Number == 2).Reason);
    }

    [Fact]
    public async Task The_journal_can_be_read_while_a_run_writes_it()
    {
        await using var tenant = await TestTenant.StartAsync();
        using var issue = IssueRun.Begin(tenant.Connection, new IssueOptions { JournalPath = _path }, NullLog.Instance);

        Assert.True(Assert.Single(RunHistory.Read(_path)).IsRunning);
        Assert.Null(JournalIndex.Read(_path, IssueRun.Header(tenant.Connection)).Find("a"));
        using var rehearsal = IssueRun.Begin(tenant.Connection, new IssueOptions { JournalPath = _path, IsRehearsal = true }, NullLog.Instance);
    }

    [SkippableTheory]
    [InlineData("deleted")]
    [InlineData("replaced")]
    [InlineData("cut")]
    public async Task A_journal_that_goes_away_ends_the_run_in_order_and_says_so(string how)
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows lets nobody delete or cut a file that a run holds open.");
        await using var tenant = await TestTenant.StartAsync(users: 100);
        var outcomes = new List<PassOutcome>();

        var ending = Assert.Throws<TapServiceException>(() =>
        {
            foreach (var outcome in tenant.Client.IssueAsync(tenant.Rows(100), new IssueOptions { JournalPath = _path, BatchSize = 5, ThrottleLimit = 1 }).ToBlockingEnumerable())
            {
                outcomes.Add(outcome);
                if (outcomes.Count == 10) Spoil(how);
            }
        });

        Assert.Equal(TapErrorId.JournalUnusable, ending.Error.Reason);
        Assert.All(tenant.Tenant.CurrentPasses(), held => Assert.Contains(outcomes, outcome => outcome.Pass?.TemporaryAccessPass == held.Value.TemporaryAccessPass));
    }

    [Fact]
    public void A_journal_of_a_newer_format_is_not_guessed_at()
    {
        File.WriteAllText(_path, """{"event":"run","at":"2026-09-01T06:00:00Z","journal":3,"version":"9.1.0"}""" + "\n");

        var error = Assert.Throws<TapServiceException>(() => RunHistory.Read(_path)).Error;
        Assert.Equal(TapErrorId.JournalUnusable, error.Reason);
        Assert.Contains("line 1", error.Message, StringComparison.Ordinal);
        Assert.Contains("9.1.0", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_journal_of_the_old_words_is_still_read()
    {
        File.WriteAllText(_path, """
            {"event":"run","at":"2026-09-01T06:00:00Z","journal":1,"run":"cd89b9a0-6a35-4ee1-a36e-6e38a9b1b1a0"}
            {"event":"sent","at":"2026-09-01T06:00:01Z","row":1,"user":"a@contoso.example"}
            {"event":"delivered","at":"2026-09-01T06:00:02Z","row":1,"user":"a@contoso.example","passId":"p"}
            {"event":"end","at":"2026-09-01T06:00:03Z","rows":1,"done":1,"skipped":0,"failed":0,"requests":3,"refused":2,"seconds":2}

            """);

        var run = Assert.Single(RunHistory.Read(_path));
        Assert.Equal(2, Assert.Single(run.Figures).Values.Throttled);
        Assert.True(run.IsComplete);
    }

    [Theory]
    [InlineData("{\"event\":\"sent\",\"user\":\"\\ud83d\",\"event\":\"\\ud83d\"}")]
    [InlineData("not json")]
    [InlineData("[]")]
    public void A_damaged_line_is_an_error_with_its_number(string line)
    {
        File.WriteAllText(_path, """{"event":"run","at":"2026-09-01T06:00:00Z","journal":2}""" + "\n" + line + "\n");

        Assert.Contains("line 2", Assert.Throws<TapServiceException>(() => RunHistory.Read(_path)).Error.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_journal_is_its_owners_alone()
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has no such permissions.");
        await using var tenant = await TestTenant.StartAsync();

        tenant.Issue(tenant.Rows(1), new IssueOptions { JournalPath = _path });

        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_path));
    }

    [Fact]
    public async Task All_users_in_doubt_are_named_in_a_file_beside_the_journal()
    {
        await using var tenant = await TestTenant.StartAsync(users: 60);
        var issue = IssueRun.Begin(tenant.Connection, new IssueOptions { JournalPath = _path }, NullLog.Instance);
        var summary = new RunSummary(default, IsComplete: false) { InDoubt = [.. Enumerable.Range(0, 30).Select(i => new RowRef(i + 1, tenant.User(i)))] };

        var file = issue.WriteDoubtFile(summary)!;
        issue.Dispose();

        Assert.Equal(summary.InDoubt.Select(row => row.User), File.ReadAllLines(file));
        File.Delete(file);
    }

    public void Dispose() => File.Delete(_path);

    private static BulkRow Create(IssueRun issue, string user, int number)
    {
        var request = new PassRequest { UserId = user };
        return issue.Admit(request, new RowRef(number, user, request));
    }

    private void Spoil(string how)
    {
        if (how is "deleted" or "replaced") File.Delete(_path);
        if (how == "replaced") File.WriteAllText(_path, "{}\n");
        // A program that asks for no lock, as most do.
        if (how == "cut") System.Diagnostics.Process.Start("sh", ["-c", $": > '{_path}'"])!.WaitForExit();
    }
}
