using System.Text;
using FsCheck;
using FsCheck.Fluent;
using TapModule.Core.Handover;

namespace TapModule.Core.Tests.Handover;

/// <summary>A name is good on every system, and no two values that differ in more than case share one.</summary>
public class FileNamesTests
{
    [Theory]
    [InlineData("adele@contoso.example", "adele@contoso.example")]
    [InlineData("0a1b2c3d-0000-4000-8000-c0de5a9db0c5", "0a1b2c3d-0000-4000-8000-c0de5a9db0c5")]
    [InlineData("jörg", "jörg")]
    [InlineData("other", "other")]
    [InlineData("a/b", "a_b-")]
    [InlineData("..", "-")]
    [InlineData("CON", "_CON-")]
    [InlineData("con.txt", "_con.txt-")]
    [InlineData("", "-")]
    [InlineData("com¹", "_com1-")]
    [InlineData("NUL .x", "_NUL .x-")]
    [InlineData("a ", "a-")]
    [InlineData("_other", "_other-")]
    [InlineData("straße", "stra_e-")]
    [InlineData("anna\u200b", "anna_-")]
    [InlineData("anna\u202efdp", "anna_fdp-")]
    public void A_file_name_is_good_on_every_system(string value, string begins)
    {
        var name = FileNames.Of(value);
        Assert.StartsWith(begins, name, StringComparison.Ordinal);
        Assert.Equal(name == value, name == begins);
        Assert.NotEqual(name, FileNames.Of(value + "?"));
    }

    [Theory]
    [InlineData("jörg", "jo\u0308rg")]
    [InlineData("Straße", "Strasse")]
    [InlineData("a/b", "a:b")]
    [InlineData("ﬁrst", "first")]
    [InlineData("K", "\u212a")]
    [InlineData("Ⅳ", "IV")]
    [InlineData("x", "x.")]
    public void Values_that_some_file_system_takes_for_each_other_get_different_names(string one, string other) => Assert.NotEqual(Folded(FileNames.Of(one)), Folded(FileNames.Of(other)));

    /// <summary>Encoded as UTF-8 they would be the same.</summary>
    [Fact]
    public void Half_characters_are_told_from_each_other() => Assert.NotEqual(FileNames.Of("a\ud83d"), FileNames.Of("a\ud83c"));

    [Fact]
    public void The_name_of_a_fingerprint_is_not_free_for_a_value()
    {
        var made = FileNames.Of("a/b");
        Assert.NotEqual(made, FileNames.Of(made));
    }

    [Fact]
    public void A_long_name_fits_with_every_ending() => Assert.InRange(Encoding.UTF8.GetByteCount(FileNames.Of(new string('語', 300)) + ".html.cms.partial"), 100, 255);

    [Fact]
    public void No_value_gets_a_name_of_ours() => Prop.ForAll<string>(value =>
    {
        if (value is null) return true;
        var name = FileNames.Of(value);
        return name != "_other" && name.IndexOfAny(['/', '\\', ':', '*', '?', '"', '<', '>', '|', '\0']) < 0 && name.Trim(' ', '.').Length > 0;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Two_values_share_a_name_only_if_case_is_all_that_tells_them_apart() => Prop.ForAll<string, string>((one, other) =>
        one is null || other is null || string.Equals(one, other, StringComparison.OrdinalIgnoreCase) || Folded(FileNames.Of(one)) != Folded(FileNames.Of(other)))
        .QuickCheckThrowOnFailure();

    /// <summary>As file systems without case do, the strictest of them.</summary>
    private static string Folded(string name) => name.Normalize(NormalizationForm.FormKC).ToUpperInvariant().Replace("ß", "SS", StringComparison.Ordinal);
}
