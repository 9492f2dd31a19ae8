using System.Text.Json;
using TapModule.Core.Passes;

namespace TapModule.Core.Tests.Passes;

/// <summary>Values of the service that no calendar has: what cannot be computed is unknown, and nothing throws.</summary>
public class ExpiryTests
{
    [Theory]
    [InlineData("9999-12-31T23:59:59Z", 60)]
    [InlineData("0001-01-01T00:00:00Z", -60)]
    [InlineData("2026-09-01T00:00:00Z", int.MinValue)]
    [InlineData("9998-12-31T00:00:00Z", int.MaxValue)]
    public void An_end_that_no_calendar_has_is_unknown(string start, int minutes)
    {
        var pass = Read($$"""{"id":"p","createdDateTime":"{{start}}","startDateTime":"{{start}}","lifetimeInMinutes":{{minutes}}}""");

        Assert.Null(pass.ExpirationDateTime);
        Assert.Equal(TapPassState.Unknown, pass.StateAt(DateTimeOffset.UtcNow));
    }

    [Fact]
    public void An_end_is_start_plus_lifetime() => Assert.Equal(
        new DateTimeOffset(2026, 9, 1, 2, 0, 0, TimeSpan.Zero), Read("""{"id":"p","startDateTime":"2026-09-01T00:00:00Z","lifetimeInMinutes":120}""").ExpirationDateTime);

    private static PassRecord Read(string json) => PassRecord.Read(JsonDocument.Parse(json).RootElement)!;
}
