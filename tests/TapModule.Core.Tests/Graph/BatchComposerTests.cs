using System.Text.Json;
using Microsoft.Graph;
using Microsoft.Kiota.Abstractions;
using Microsoft.Kiota.Abstractions.Authentication;

namespace TapModule.Core.Tests.Graph;

/// <summary>
/// Why the envelope is our own: two faults of Microsoft.Graph.Core's composer, which choose another address than the one that was asked for.
/// If one of these tests fails, Microsoft has mended it: look at decision 1 again.
/// </summary>
public sealed class BatchComposerTests
{
    [Fact]
    public async Task It_takes_a_layer_of_escapes_away_so_that_a_name_could_choose_the_path() =>
        Assert.Equal("/users/a/b?c=d#EXT#@contoso.example", await UrlOfAsync("https://graph.microsoft.com/v1.0", "/users/a%2Fb%3Fc=d%23EXT%23%40contoso.example"));

    [Fact]
    public async Task It_cuts_five_characters_off_the_path_whatever_they_are() =>
        Assert.Equal("h/v1.0/users/x", await UrlOfAsync("https://proxy.example/graph/v1.0", "/users/x"));

    private static async Task<string> UrlOfAsync(string root, string path)
    {
        using var http = new HttpClient();
        var adapter = new BaseGraphRequestAdapter(new AnonymousAuthenticationProvider(), httpClient: http) { BaseUrl = root };
#pragma warning disable CS0618 // The collection that is to take its place gives failed items new ids.
        using var batch = new BatchRequestContent(new Client(adapter));
        using var request = new HttpRequestMessage(HttpMethod.Get, root + path);
        batch.AddBatchRequestStep(new BatchRequestStep("1", request));
#pragma warning restore CS0618
        using var json = JsonDocument.Parse(await batch.ReadAsStringAsync());
        return json.RootElement.GetProperty("requests")[0].GetProperty("url").GetString()!;
    }

    private sealed class Client(IRequestAdapter adapter) : IBaseClient
    {
        public IRequestAdapter RequestAdapter { get; set; } = adapter;

        public Microsoft.Graph.Core.Requests.BatchRequestBuilder Batch => throw new NotSupportedException();
    }
}
