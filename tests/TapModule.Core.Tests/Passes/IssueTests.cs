using TapModule.Core.Passes;
using TapModule.Core.Runs;
using TapModule.Core.Tests.Support;

namespace TapModule.Core.Tests.Passes;

public sealed class IssueTests
{
    [Fact]
    public async Task Only_what_was_set_goes_on_the_wire()
    {
        await using var tenant = await TestTenant.StartAsync();

        tenant.IssueOne(new PassRequest { UserId = tenant.User(0) });
        tenant.IssueOne(new PassRequest { UserId = tenant.User(0), LifetimeInMinutes = 90 });
        tenant.IssueOne(new PassRequest { UserId = tenant.User(0), IsUsableOnce = false });
        tenant.IssueOne(new PassRequest { UserId = tenant.User(0), IsUsableOnce = true, StartDateTime = new DateTimeOffset(2090, 1, 2, 8, 30, 0, TimeSpan.FromHours(2)) });

        Assert.Equal(
            ["{}", """{"lifetimeInMinutes":90}""", """{"isUsableOnce":false}""", """{"startDateTime":"2090-01-02T06:30:00Z","isUsableOnce":true}"""],
            tenant.Requests.Select(r => r.Body));
    }

    [Fact]
    public async Task One_row_is_a_plain_request_with_our_headers()
    {
        await using var tenant = await TestTenant.StartAsync();

        tenant.IssueOne(new PassRequest { UserId = tenant.User(0) });

        var request = Assert.Single(tenant.Requests);
        Assert.Equal($"/v1.0/users/{Uri.EscapeDataString(tenant.User(0))}/authentication/temporaryAccessPassMethods", request.Path);
        Assert.True(Guid.TryParse(request.Headers["client-request-id"], out _));
        Assert.StartsWith("TapModule", request.Headers["User-Agent"], StringComparison.Ordinal);
        Assert.DoesNotContain(request.Headers.Keys, name => name.StartsWith("x-ms-", StringComparison.OrdinalIgnoreCase) || name == "SdkVersion");
    }

    [Theory]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData(" ")]
    public async Task A_user_that_leads_elsewhere_is_an_error_of_its_row_and_the_others_go(string name)
    {
        await using var tenant = await TestTenant.StartAsync();

        var outcomes = tenant.Issue([new PassRequest { UserId = name }, new PassRequest { UserId = tenant.User(0) }]);
        var read = tenant.Client.ReadAsync([name, tenant.User(0)]).ToBlockingEnumerable().ToList();

        Assert.Equal(TapErrorId.InvalidRow, outcomes.Single(o => o.RowNumber == 1).Error!.Reason);
        Assert.NotNull(outcomes.Single(o => o.RowNumber == 2).Pass);
        Assert.Equal(TapErrorId.InvalidRow, read.Single(o => o.Error is not null).Error!.Reason);
        Assert.All(tenant.Requests, request => Assert.Contains("temporaryAccessPassMethods", request.Path, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("eva_fabrikam.example#EXT#@contoso.example")]
    [InlineData("o'brien+test@contoso.example")]
    [InlineData("José Müller@contoso.example")]
    [InlineData("100%/50@contoso.example")]
    [InlineData("$strange@contoso.example")]
    [InlineData("日本@contoso.example")]
    public async Task A_user_name_reaches_the_service_unharmed_alone_and_in_a_batch(string name)
    {
        await using var tenant = await TestTenant.StartAsync();
        tenant.Tenant.SetUser(new() { Id = Guid.NewGuid(), UserPrincipalName = name, DisplayName = name });
        var read = new BatchOf(tenant);

        Assert.NotNull(tenant.IssueOne(new PassRequest { UserId = name }).Pass);
        Assert.All(read.Issue(name), outcome => Assert.NotNull(outcome.Pass));
        Assert.NotNull(tenant.Tenant.CurrentPass(name));
    }

    [Fact]
    public async Task Many_rows_travel_in_batches_of_at_most_the_given_size()
    {
        await using var tenant = await TestTenant.StartAsync(users: 300);
        var rows = tenant.Rows(300);

        var outcomes = tenant.Issue(rows, new IssueOptions { BatchSize = 7 });

        tenant.AssertNothingLost(rows, outcomes);
        var batches = tenant.Requests.Where(r => r.IsBatchItem).GroupBy(r => r.HttpRequest).Select(b => b.Count()).ToList();
        Assert.NotEmpty(batches);
        Assert.All(batches, size => Assert.InRange(size, 2, 7));
    }

    [Fact]
    public async Task A_refused_envelope_is_sent_again_row_by_row()
    {
        await using var tenant = await TestTenant.StartAsync(users: 40);
        tenant.Graph.Faults.Script(new ScriptedFault { PathContains = "$batch", Action = SandboxFaultAction.Status, StatusCode = 400 });
        var rows = tenant.Rows(40);

        tenant.AssertNothingLost(rows, tenant.Issue(rows));
    }

    [Fact]
    public async Task Rows_that_fail_do_not_disturb_the_others()
    {
        await using var tenant = await TestTenant.StartAsync(users: 100);
        var rows = tenant.Rows(100);
        for (var i = 0; i < 100; i += 10) rows[i] = new PassRequest { UserId = $"nobody{i}@contoso.example" };

        var outcomes = tenant.Issue(rows);

        tenant.AssertNothingLost(rows, outcomes);
        Assert.Equal(10, outcomes.Count(o => o.Error?.Reason == TapErrorId.UserNotFound));
        Assert.All(outcomes.Where(o => o.Error is not null), o => Assert.Equal(o.Request.UserId, o.Error!.User));
    }

    [Fact]
    public async Task A_second_row_for_a_user_is_refused_and_the_first_ones_code_stays_good()
    {
        await using var tenant = await TestTenant.StartAsync();
        var rows = Enumerable.Range(0, 10).Select(i => new PassRequest { UserId = i % 2 == 0 ? tenant.User(0) : tenant.User(0).ToUpperInvariant() }).ToList();

        var outcomes = tenant.Issue(rows);

        var issued = Assert.Single(outcomes, o => o.Pass is not null);
        Assert.Equal(1, issued.RowNumber);
        Assert.Equal(9, outcomes.Count(o => o.Error?.Reason == TapErrorId.DuplicateUser));
        Assert.Equal(issued.Pass!.TemporaryAccessPass, tenant.Tenant.CurrentPass(tenant.User(0))!.TemporaryAccessPass);
    }

    [Fact]
    public async Task Skip_leaves_a_live_pass_alone()
    {
        await using var tenant = await TestTenant.StartAsync();
        var old = tenant.IssueOne(new PassRequest { UserId = tenant.User(0) }).Pass!;

        var outcome = tenant.IssueOne(new PassRequest { UserId = tenant.User(0) }, new IssueOptions { IfExists = TapIfExists.Skip });

        Assert.NotNull(outcome.SkippedBecause);
        Assert.Equal(old.TemporaryAccessPass, tenant.Tenant.CurrentPass(tenant.User(0))!.TemporaryAccessPass);
    }

    [Fact]
    public async Task Skip_issues_where_there_is_no_live_pass()
    {
        await using var tenant = await TestTenant.StartAsync();

        Assert.NotNull(tenant.IssueOne(new PassRequest { UserId = tenant.User(0) }, new IssueOptions { IfExists = TapIfExists.Skip }).Pass);
    }

    [Fact]
    public async Task Replace_replaces_even_where_the_service_refuses_a_second_pass()
    {
        await using var tenant = await TestTenant.StartAsync();
        tenant.Graph.Behavior.ExistingPass = SandboxExistingPass.Refuse;
        tenant.IssueOne(new PassRequest { UserId = tenant.User(0) });

        var outcome = tenant.IssueOne(new PassRequest { UserId = tenant.User(0) });

        Assert.Equal(tenant.Tenant.CurrentPass(tenant.User(0))!.TemporaryAccessPass, outcome.Pass!.TemporaryAccessPass);
    }

    [Fact]
    public async Task The_service_says_how_long_to_wait_and_is_obeyed()
    {
        await using var tenant = await TestTenant.StartAsync(time: new LeapingTime());
        tenant.Graph.Faults.Script(new ScriptedFault { Method = "POST", Action = SandboxFaultAction.Status, StatusCode = 429, RetryAfter = "1.2" });

        Assert.NotNull(tenant.IssueOne(new PassRequest { UserId = tenant.User(0) }).Pass);

        var times = tenant.Requests.Select(r => r.Time).ToList();
        Assert.True(times[1] - times[0] >= TimeSpan.FromSeconds(2), $"The second try came after {times[1] - times[0]}; 1.2 rounds up to 2 seconds.");
    }

    [Fact]
    public async Task A_given_rate_is_not_exceeded()
    {
        await using var tenant = await TestTenant.StartAsync(users: 60, time: new LeapingTime());

        tenant.Issue(tenant.Rows(60), new IssueOptions { MaxRate = 40 });

        var times = tenant.Requests.Where(r => r.Path.EndsWith("Methods", StringComparison.Ordinal)).Select(r => r.Time).Order().ToList();
        // 60 items at 40 a second take at least a second and a half, less what may go at once.
        Assert.True(times[^1] - times[0] >= TimeSpan.FromSeconds(1.2), $"They took {times[^1] - times[0]}.");
    }

    /// <summary>Issues for one user among others, so that it travels in a batch.</summary>
    private sealed class BatchOf(TestTenant tenant)
    {
        public IEnumerable<PassOutcome> Issue(string name)
        {
            var others = Enumerable.Range(0, 20).Select(i => new PassRequest { UserId = tenant.User(i) });
            var outcomes = tenant.Issue([.. others, new PassRequest { UserId = name }, new PassRequest { UserId = tenant.User(21) }]);
            var item = tenant.Requests.Last(r => r.Path.Contains("temporaryAccessPassMethods", StringComparison.Ordinal) && r.IsBatchItem);
            Assert.NotNull(item);
            return outcomes.Where(o => o.Request.UserId == name);
        }
    }
}
