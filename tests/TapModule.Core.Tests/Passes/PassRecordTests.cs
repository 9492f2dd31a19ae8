using System.Text.Json;
using TapModule.Core.Passes;

namespace TapModule.Core.Tests.Passes;

public class PassRecordTests
{
    private const string Pass = """{"id":"p","createdDateTime":"2026-01-01T00:00:00Z","lifetimeInMinutes":60}""";

    /// <summary>Microsoft's page on the method says in prose that the collection of one comes, and shows the object.</summary>
    [Theory]
    [InlineData(Pass, 1)]
    [InlineData($$"""{"value":[{{Pass}}]}""", 1)]
    [InlineData("""{"value":[]}""", 0)]
    [InlineData($$"""{"value":[{{Pass}},{{Pass}}]}""", null)]
    [InlineData("""{"value":{}}""", null)]
    [InlineData("[]", null)]
    public void One_pass_is_an_object_or_a_collection_of_one(string json, int? count) =>
        Assert.Equal(count, PassRecord.ReadOne(JsonDocument.Parse(json).RootElement)?.Count);

    [Theory]
    [InlineData("""{"value":[{"id":"\ud83d"}]}""")]
    [InlineData("""{"value":[{}]}""")]
    [InlineData("""{"value":[1]}""")]
    public void A_pass_that_cannot_be_read_is_not_an_absent_one(string json) => Assert.Null(PassRecord.ReadList(JsonDocument.Parse(json).RootElement));

    [Theory]
    [InlineData("9999-12-31T23:59:59Z", 60)]
    [InlineData("0001-01-01T00:00:00Z", -2147483648)]
    [InlineData("9999-12-31T23:59:59Z", 2147483647)]
    public void An_end_that_cannot_be_computed_is_unknown(string start, int minutes)
    {
        var pass = PassRecord.Read(JsonDocument.Parse($$"""{"id":"p","startDateTime":"{{start}}","lifetimeInMinutes":{{minutes}}}""").RootElement)!;

        Assert.Null(pass.ExpirationDateTime);
        Assert.Equal(TapPassState.Unknown, pass.StateAt(DateTimeOffset.UtcNow));
    }
}
