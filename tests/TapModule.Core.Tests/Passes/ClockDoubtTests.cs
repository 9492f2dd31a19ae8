using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using TapModule.Core.Bulk;
using TapModule.Core.Errors;
using TapModule.Core.Graph;
using TapModule.Core.Passes;

namespace TapModule.Core.Tests.Passes;

/// <summary>
/// A create whose answer was lost, a definite refusal afterwards, and a pass at the user: whose is it? The parts of a service need not
/// agree on the time to the second, so only a pass that is clearly older is called somebody else's.
/// </summary>
public class ClockDoubtTests
{
    private static readonly DateTimeOffset Now = new(2026, 9, 1, 8, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider _time = new(Now);

    [Theory]
    [InlineData(0, null)]
    [InlineData(5, null)]
    [InlineData(-1, TapErrorId.OutcomeUnknown)]
    [InlineData(-50, TapErrorId.OutcomeUnknown)]
    [InlineData(-61, TapErrorId.MissingPermission)]
    public void A_pass_that_may_be_ours_is_never_told_as_not_issued(int createdSeconds, TapErrorId? expected)
    {
        var clock = new ServiceClock(_time);
        clock.Learn(Now, Now);

        Assert.Equal(expected, Ending(clock, createdSeconds));
    }

    [Fact]
    public void Without_the_services_clock_it_cannot_be_told() => Assert.Equal(TapErrorId.OutcomeUnknown, Ending(new ServiceClock(_time), 0));

    /// <summary>Null: the pass is taken for ours, and deleted.</summary>
    private static TapErrorId? Ending(ServiceClock clock, int createdSeconds)
    {
        var row = new CreatePassOperation(new PassRequest { UserId = "a@contoso.example" }, new RowRef(1, "a@contoso.example"));
        var context = new ReplyContext(Now, Now, clock, new RetryRule(() => 0));
        var create = row.Begin();
        var again = row.OnReply(create, GraphReply.Lost(new IOException("The connection was reset."), null), context);
        Assert.Same(create, again.Next);
        var look = row.OnReply(create, new GraphReply { Meaning = ReplyMeaning.Answer, Status = 403, Error = new GraphErrorBody("accessDenied", "No.", null) }, context);
        Assert.Equal(GraphVerb.Get, look.Next!.Verb);

        var created = Now.AddSeconds(createdSeconds).ToString("O", CultureInfo.InvariantCulture);
        var body = JsonDocument.Parse($$"""{"value":[{"id":"p","createdDateTime":"{{created}}","startDateTime":"{{created}}","lifetimeInMinutes":60}]}""").RootElement;
        var end = row.OnReply(look.Next, new GraphReply { Meaning = ReplyMeaning.Answer, Status = 200, Body = body }, context);
        if (end.Outcome is { } outcome) return outcome.Error!.Reason;
        Assert.Equal(GraphVerb.Delete, end.Next!.Verb);
        return null;
    }
}
