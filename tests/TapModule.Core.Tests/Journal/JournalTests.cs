using System.Text.Json;
using TapModule.Core.Errors;
using TapModule.Core.Journal;
using TapModule.Core.Passes;
using TapModule.Core.Runs;
using TapModule.Core.Tests.Support;

namespace TapModule.Core.Tests.Journal;

public sealed class JournalTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"tap-{Guid.NewGuid():N}.jsonl");

    private IssueOptions WithJournal => new() { JournalPath = _path };

    private List<JsonElement> Lines => [.. File.ReadLines(_path).Select(line => JsonDocument.Parse(line).RootElement)];

    [Fact]
    public async Task A_run_is_recorded_line_by_line_and_holds_no_pass()
    {
        await using var tenant = await TestTenant.StartAsync();
        var rows = tenant.Rows(30);
        rows[4] = new PassRequest { UserId = "nobody@contoso.example", LifetimeInMinutes = 90 };

        tenant.Issue(rows, WithJournal);

        Assert.Equal("run", Event(Lines[0]));
        Assert.Equal("end", Event(Lines[^1]));
        Assert.Equal(30, Lines.Count(l => Event(l) == "sent"));
        Assert.Equal(29, Lines.Count(l => Event(l) == "delivered"));
        var failed = Assert.Single(Lines, l => Event(l) == "failed");
        Assert.Equal("UserNotFound", failed.GetProperty("reason").GetString());
        Assert.Equal(5, failed.GetProperty("row").GetInt32());
        var text = File.ReadAllText(_path);
        Assert.All(rows, row => Assert.All(tenant.Tenant.FindUser(row.UserId) is null ? [] : tenant.Tenant.IssuedCodes(row.UserId), code => Assert.DoesNotContain(code, text, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_row_is_recorded_as_sent_before_it_is_sent()
    {
        await using var tenant = await TestTenant.StartAsync();
        var gate = tenant.Graph.Gates.Hold(new() { Method = "POST" });
        var run = Task.Run(() => tenant.Issue(tenant.Rows(1), WithJournal));

        await gate.WaitForAsync(1);
        // While the request is held, the line is there already. The writer keeps others out, so its bytes are read past the lock.
        Assert.Contains("\"sent\"", ReadLocked(), StringComparison.Ordinal);
        Assert.DoesNotContain("\"delivered\"", ReadLocked(), StringComparison.Ordinal);
        gate.Release();

        Assert.NotNull(Assert.Single(await run).Pass);
    }

    [Fact]
    public async Task A_second_run_issues_only_what_was_not_delivered()
    {
        await using var tenant = await TestTenant.StartAsync();
        var rows = tenant.Rows(40);
        // The caller takes 10 and leaves: what it did not take was not delivered.
        var taken = tenant.Client.IssueAsync(rows, WithJournal).ToBlockingEnumerable().Take(10).ToList();

        var again = tenant.Issue(rows, WithJournal);

        var delivered = taken.SkipLast(1).Concat(again.Where(o => o.Pass is not null)).ToList();
        Assert.Equal(40, again.Count);
        Assert.All(delivered, o => Assert.Equal(tenant.Tenant.CurrentPass(o.Request.UserId)!.TemporaryAccessPass, o.Pass!.TemporaryAccessPass));
        Assert.Equal(40, delivered.Select(o => o.Request.UserId).Distinct().Count());
    }

    [Fact]
    public async Task A_delivered_row_that_asks_for_other_values_is_reported()
    {
        await using var tenant = await TestTenant.StartAsync();
        tenant.IssueOne(new PassRequest { UserId = tenant.User(0), LifetimeInMinutes = 60 }, WithJournal);

        var outcome = tenant.IssueOne(new PassRequest { UserId = tenant.User(0), LifetimeInMinutes = 120 }, WithJournal);

        Assert.Equal(TapErrorId.JournalConflict, outcome.Error!.Reason);
        Assert.Contains("60 → 120", outcome.Error.Message, StringComparison.Ordinal);
        Assert.Single(tenant.Tenant.IssuedCodes(tenant.User(0)));
    }

    [Theory]
    [InlineData("{\"event\":\"deliv")]
    [InlineData("{")]
    [InlineData("{\"event\":\"delivered\",\"at\":\"2026-11-20T10:00:00Z\",\"row\":1,\"user\":\"x\"}")]
    public async Task A_torn_last_line_is_no_error_and_counts_as_not_written(string torn)
    {
        await using var tenant = await TestTenant.StartAsync();
        tenant.Issue(tenant.Rows(3), WithJournal);
        File.AppendAllText(_path, torn);

        var again = tenant.Issue(tenant.Rows(4), WithJournal);

        Assert.Single(again, o => o.Pass is not null);
        Assert.Equal(2, Lines.Count(l => Event(l) == "run"));
    }

    [Fact]
    public async Task A_damaged_line_is_told_by_its_number_and_the_file_is_left_alone()
    {
        await using var tenant = await TestTenant.StartAsync();
        tenant.Issue(tenant.Rows(1), WithJournal);
        File.AppendAllText(_path, "what is this\n{\"event\":\"end\"}\n");
        var before = File.ReadAllText(_path);

        var error = Refused(tenant);

        Assert.Contains("line 5", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllText(_path));
    }

    [Fact]
    public async Task A_file_that_is_no_journal_is_refused()
    {
        await using var tenant = await TestTenant.StartAsync();
        File.WriteAllText(_path, "UserPrincipalName,LifetimeInMinutes");

        Refused(tenant);

        Assert.Equal("UserPrincipalName,LifetimeInMinutes", File.ReadAllText(_path));
    }

    [Fact]
    public async Task A_journal_of_another_tenant_is_refused()
    {
        await using var tenant = await TestTenant.StartAsync();
        File.WriteAllText(_path, $$"""{"event":"run","journal":1,"run":"{{Guid.NewGuid()}}","tenant":"{{Guid.NewGuid()}}","cloud":"Global"}""" + "\n");

        Assert.Contains("another tenant", Refused(tenant).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_runs_cannot_write_one_journal_at_a_time()
    {
        await using var tenant = await TestTenant.StartAsync();
        using var first = tenant.Client.IssueAsync(tenant.Rows(1), WithJournal).ToBlockingEnumerable().GetEnumerator();
        Assert.True(first.MoveNext());

        Refused(tenant);
    }

    [Fact]
    public async Task A_journal_in_a_folder_that_does_not_exist_is_refused_before_anything_is_sent()
    {
        await using var tenant = await TestTenant.StartAsync();

        var error = Assert.Throws<TapServiceException>(() => tenant.Issue(tenant.Rows(2), new IssueOptions { JournalPath = Path.Combine(_path, "missing", "run.jsonl") }));

        Assert.Equal(TapErrorId.JournalUnusable, error.Error.Reason);
        Assert.Empty(tenant.Requests);
    }

    [Fact]
    public async Task A_journal_that_cannot_be_made_ends_the_run_and_nothing_is_sent()
    {
        await using var tenant = await TestTenant.StartAsync();
        var folder = Path.GetTempPath();

        var error = Assert.Throws<TapServiceException>(() => tenant.Issue(tenant.Rows(20), new IssueOptions { JournalPath = folder }));

        Assert.Equal(TapErrorId.JournalUnusable, error.Error.Reason);
        Assert.Empty(tenant.Requests);
    }

    [Fact]
    public void A_journal_that_failed_once_is_unusable_from_then_on_and_writes_nothing_more()
    {
        using var disk = new SmallDisk(room: 200);
        using var journal = JournalFile.Begin(disk, _ => { }, _path, new RunHeader { RunId = Guid.NewGuid(), StartedAt = default }, TimeProvider.System);

        Assert.Equal(TapErrorId.JournalUnusable, Failure());
        var torn = disk.Length;
        disk.Room = 100_000;
        Assert.Equal(TapErrorId.JournalUnusable, Failure());
        Assert.Equal(torn, disk.Length);

        TapErrorId Failure() => Assert.Throws<TapServiceException>(() =>
        {
            for (var i = 0; i < 10; i++) journal.Figures(default);
        }).Error.Reason;
    }

    [Fact]
    public void A_journal_that_another_thread_closed_is_unusable_and_no_unexpected_failure()
    {
        var journal = JournalFile.Open(_path, new RunHeader { RunId = Guid.NewGuid(), StartedAt = default }, TimeProvider.System);
        journal.Dispose();

        var error = Assert.Throws<TapServiceException>(() => journal.Sent([new AskedRow(1, new PassRequest { UserId = "ana@contoso.example" })]));

        Assert.Equal(TapErrorId.JournalUnusable, error.Error.Reason);
    }

    public void Dispose() => File.Delete(_path);

    private TapError Refused(TestTenant tenant)
    {
        var sent = tenant.Requests.Count();
        var error = Assert.Throws<TapServiceException>(() => tenant.Issue(tenant.Rows(2), WithJournal)).Error;
        Assert.Equal(TapErrorId.JournalUnusable, error.Reason);
        Assert.Equal(sent, tenant.Requests.Count());
        return error;
    }

    private string ReadLocked()
    {
        // .NET honours the writer's lock; cat does not, and neither does an admin's pager.
        using var cat = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo(OperatingSystem.IsWindows() ? "cmd" : "cat")
        {
            ArgumentList = { _path },
            RedirectStandardOutput = true,
        })!;
        var text = cat.StandardOutput.ReadToEnd();
        cat.WaitForExit();
        return text;
    }

    private static string? Event(JsonElement line) => line.GetProperty("event").GetString();

    /// <summary>A file on a disk that is full after so many bytes.</summary>
    private sealed class SmallDisk(int room) : MemoryStream
    {
        public int Room { get; set; } = room;

        public override void Write(byte[] buffer, int offset, int count)
        {
            var fits = (int)Math.Min(count, Room - Position);
            base.Write(buffer, offset, fits);
            if (fits < count) throw new IOException("No space left on device");
        }
    }
}
