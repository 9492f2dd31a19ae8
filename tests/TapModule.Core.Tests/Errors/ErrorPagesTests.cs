using TapModule.Core.Tests.Conventions;

namespace TapModule.Core.Tests.Errors;

/// <summary>The committed pages are what the table says. With TAPMODULE_WRITE_PAGES=1 they are written instead, to be reviewed and committed.</summary>
public class ErrorPagesTests
{
    [Fact]
    public void The_page_of_the_docs_is_the_table() => Compare("docs/errors.md", ErrorPages.Markdown());

    [Fact]
    public void The_help_topic_is_the_table() => Compare("en-US/about_TapModule_Errors.help.txt", ErrorPages.AboutTopic());

    private static void Compare(string file, string text)
    {
        var path = Path.Combine(Repository.Root, file);
        if (Environment.GetEnvironmentVariable("TAPMODULE_WRITE_PAGES") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, text);
        }

        Assert.Equal(text, File.ReadAllText(path).ReplaceLineEndings("\n"));
    }
}
