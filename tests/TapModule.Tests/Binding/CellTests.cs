using System.Management.Automation;
using TapModule.Binding;

namespace TapModule.Tests.Binding;

public class CellTests
{
    [Fact]
    public void All_kinds_of_nothing_are_blank()
    {
        Assert.True(CellText.IsBlank(null));
        Assert.True(CellText.IsBlank(DBNull.Value));
        Assert.True(CellText.IsBlank(""));
        Assert.True(CellText.IsBlank(" \t\u00A0\u3000"));
        Assert.True(CellText.IsBlank(new PSObject("  ")));
        Assert.True(CellText.IsBlank(System.Management.Automation.Internal.AutomationNull.Value));
        Assert.False(CellText.IsBlank(0));
        Assert.False(CellText.IsBlank(false));
        Assert.False(CellText.IsBlank("\u200B"));
    }

    [Theory]
    [InlineData("a", "'a'")]
    [InlineData("a\nb", "'a\\u000Ab'")]
    [InlineData("a\u200Bb", "'a\\u200Bb'")]
    [InlineData("\u202Aa", "'\\u202Aa'")]
    [InlineData("\uFEFFa", "'\\uFEFFa'")]
    [InlineData("a\u00ADb", "'a\\u00ADb'")]
    [InlineData("j\uFFFDrg", "'j\\uFFFDrg'")]
    [InlineData("a\u2028b", "'a\\u2028b'")]
    [InlineData("a\0b", "'a\\u0000b'")]
    [InlineData("müller@contoso.example", "'müller@contoso.example'")]
    [InlineData("👩‍🔧", "'👩\\u200D🔧'")]
    public void What_cannot_be_seen_is_shown(string text, string shown) => Assert.Equal(shown, CellText.Shown(text));

    [Fact]
    public void What_is_shown_stays_short_whatever_it_is()
    {
        Assert.Equal($"'{new string('a', 40)}…' (300 characters)", CellText.Shown(new string('a', 300)));
        Assert.True(CellText.Shown(new string('\u200B', 5000)).Length < 80);
        Assert.Equal("'\\uD800'", CellText.Shown("\uD800"));
        Assert.Equal("'\\U000E0001'", CellText.Shown("\U000E0001"));
        Assert.Equal("'Unspeakable'", CellText.Shown(new Unspeakable()));
        Assert.Equal("'a list of 2 values'", CellText.Shown(new[] { "a", "b" }));
    }

    [Theory]
    [InlineData("a@contoso.example")]
    [InlineData("O'Brien+x@contoso.example")]
    [InlineData("eva_fabrikam.example#EXT#@contoso.example")]
    [InlineData("José Müller@contoso.example")]
    [InlineData("łukasz.żółć@contoso.example")]
    [InlineData("00000069-05e7-4a9d-9e0f-c0de5a9db0c5")]
    [InlineData("50%/x@contoso.example")]
    public void What_may_be_a_user_is_left_to_the_service(string name) => Assert.Null(UserName.Problem(name));

    [Theory]
    [InlineData("j\uFFFDrg@contoso.example", "-Encoding ansi")]
    [InlineData("jÃ¶rg@contoso.example", "-Encoding utf8")]
    [InlineData("Å‚ukasz@contoso.example", "-Encoding utf8")]
    [InlineData("adele\u200B@contoso.example", "(\\u200B)")]
    [InlineData("\uFEFFadele@contoso.example", "(\\uFEFF)")]
    [InlineData("adele@contoso.example\u200E", "(\\u200E)")]
    [InlineData("adele@contoso.example\u202C", "(\\u202C)")]
    [InlineData("ade\u00ADle@contoso.example", "(\\u00AD)")]
    [InlineData("a@x\nb@x", "line break")]
    [InlineData("a\u0007@x", "(\\u0007)")]
    [InlineData("a@contoso.example;60", "holds ';'")]
    [InlineData("a@contoso.example, b@contoso.example", "holds ','")]
    [InlineData("..", "not a user name")]
    public void What_cannot_be_a_user_is_refused_and_says_why(string name, string says) => Assert.Contains(says, UserName.Problem(name));

    [Fact]
    public void A_name_without_end_is_refused() => Assert.Contains("too long", UserName.Problem(new string('a', 1025)));

    [Theory]
    [InlineData("true", true)]
    [InlineData(" Yes ", true)]
    [InlineData("y", true)]
    [InlineData("1", true)]
    [InlineData("١", true)]
    [InlineData("$true", true)]
    [InlineData("FALSE", false)]
    [InlineData("no", false)]
    [InlineData("0", false)]
    public void True_and_false_are_read(string text, bool expected) => Assert.Equal(expected, TriState.Read(text).Value);

    [Theory]
    [InlineData(1, true)]
    [InlineData(0.0, false)]
    [InlineData(true, true)]
    public void So_are_numbers_and_flags(object value, bool expected) => Assert.Equal(expected, TriState.Read(value).Value);

    [Theory]
    [InlineData("maybe")]
    [InlineData("ja")]
    [InlineData("WAHR")]
    [InlineData("oui")]
    [InlineData("X")]
    [InlineData("-1")]
    [InlineData("2")]
    public void Nothing_else_is(string text) => Assert.Contains($"'{text}' is not true or false", TriState.Read(text).Problem);

    private sealed class Unspeakable
    {
        public override string ToString() => throw new InvalidOperationException();
    }
}
