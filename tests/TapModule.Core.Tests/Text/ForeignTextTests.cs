using System.Text.RegularExpressions;
using TapModule.Core.Text;

namespace TapModule.Core.Tests.Text;

public class ForeignTextTests
{
    [Theory]
    [InlineData("The proxy tunnel request to proxy 'http://puser:PROXYPASS@127.0.0.1:40369/' failed with status code '502'.", "The proxy tunnel request to proxy 'http://127.0.0.1:40369/' failed with status code '502'.")]
    [InlineData("socks5://me:p%40ss@host:1 refused", "socks5://host:1 refused")]
    [InlineData("GET https://host/path?sig=SECRET&x=1 failed", "GET https://host/path?… failed")]
    [InlineData("('https://host:443/a?code=SECRET')", "('https://host:443/a?…')")]
    [InlineData("header Bearer abcdefgh12345678 was refused", "header Bearer *** was refused")]
    [InlineData("got eyJhbGciOi.eyJzdWIi.c2ln here", "got *** here")]
    [InlineData("secret abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+/==", "secret ***")]
    [InlineData("first line\r\nsecond line", "first line")]
    [InlineData("The file '/home/somebody/a-folder-with-a-long-name/and-another-one-with-a-long-name/journal.jsonl' is in use.", "The file '/home/somebody/a-folder-with-a-long-name/and-another-one-with-a-long-name/journal.jsonl' is in use.")]
    [InlineData("https://graph.microsoft.com/v1.0/users/adele@contoso.example was not found", "https://graph.microsoft.com/v1.0/users/adele@contoso.example was not found")]
    [InlineData("Connection refused (127.0.0.1:5000)", "Connection refused (127.0.0.1:5000)")]
    public void Secrets_are_taken_out_and_the_rest_stays(string text, string expected) => Assert.Equal(expected, ForeignText.Of(new IOException(text)));

    /// <summary>An exception that was caught, and is not of ours, is somebody else's; what it says goes through ForeignText, or the source does not pass here.</summary>
    [Fact]
    public void No_other_place_shows_what_a_caught_exception_says()
    {
        // Two kinds of exceptions are our own. ErrorTable shows a cause that was stripped; AuthorityErrors looks for codes in the texts and shows them by ForeignText.
        string[] allowed = ["ForeignText.cs", "ErrorTable.cs", "AuthorityErrors.cs"];
        var source = Path.Combine(Conventions.Repository.Root, "src");
        var places =
            from file in new[] { "TapModule", "TapModule.Core" }.SelectMany(project => Directory.GetFiles(Path.Combine(source, project), "*.cs", SearchOption.AllDirectories))
            where !allowed.Contains(Path.GetFileName(file)) && !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
            let text = File.ReadAllText(file)
            from Match caught in Regex.Matches(text, @"catch \((?!TapServiceException|CellException)\w+ (?<name>\w+)\)")
            where Regex.IsMatch(text, $@"\b{caught.Groups["name"].Value}\.Message\b")
            select $"{Path.GetFileName(file)}: {caught.Value}";

        Assert.Empty(places);
    }

    [Fact]
    public void A_long_text_is_cut() => Assert.Equal(401, ForeignText.FirstLine(string.Join(" ", Enumerable.Repeat("word", 500))).Length);

    [Fact]
    public void An_exception_with_a_secret_anywhere_inside_is_replaced_and_any_other_kept()
    {
        var harmless = new IOException("Disk full.", new InvalidOperationException("inside"));
        var telling = new HttpRequestException("Failed.", new IOException("to http://u:PASSWORD@proxy/"));

        Assert.Same(harmless, ForeignText.Strip(harmless));
        Assert.Equal("HttpRequestException: Failed.", ForeignText.Strip(telling).Message);
        Assert.DoesNotContain("PASSWORD", ForeignText.Strip(telling).ToString(), StringComparison.Ordinal);
    }
}
