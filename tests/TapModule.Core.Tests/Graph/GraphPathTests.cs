using TapModule.Core.Errors;
using TapModule.Core.Graph;
using TapModule.Core.Passes;

namespace TapModule.Core.Tests.Graph;

/// <summary>Whatever an id is, it stays in its place of the path.</summary>
public sealed class GraphPathTests
{
    public static TheoryData<string, Func<string, string>> Paths => new()
    {
        { "user", GraphPath.User },
        { "passes", GraphPath.Passes },
        { "methods", GraphPath.Methods },
        { "pass of a user", id => GraphPath.Pass("user", id) },
        { "user of a pass", id => GraphPath.Pass(id, "pass") },
        { "own pass", GraphPath.MyPass },
        { "users of a group", GraphPath.GroupUsers },
    };

    [Theory, MemberData(nameof(Paths))]
    public void An_id_that_leads_elsewhere_is_refused(string what, Func<string, string> path)
    {
        foreach (var id in new[] { ".", "..", "", " ", " .. ", "\t" })
            Assert.True(Assert.Throws<TapServiceException>(() => path(id)).Error.Reason == TapErrorId.InvalidArgument, what);
    }

    [Theory, MemberData(nameof(Paths))]
    public void Any_other_id_is_one_segment(string what, Func<string, string> path)
    {
        var usual = new Uri("https://graph.microsoft.com/v1.0" + path("id")).Segments.Length;
        foreach (var id in new[] { "../x", "a/b", "%2e%2e", "..%2f", "a?b", "a#b", "...", "日本", "a b", "~", "a'b" })
        {
            var address = new Uri("https://graph.microsoft.com/v1.0" + path(id));
            Assert.True(address.Segments.Length == usual && address.Query.Length == 0 && address.Fragment.Length == 0, $"{what}: {address}");
        }
    }

    [Fact]
    public void A_pass_whose_id_leads_elsewhere_is_not_a_pass() =>
        Assert.Null(PassRecord.Read(System.Text.Json.JsonDocument.Parse("""{"id":"..","temporaryAccessPass":"x"}""").RootElement));
}
