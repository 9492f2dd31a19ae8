using TapModule.Core.Handover;

namespace TapModule.Core.Tests.Handover;

public class SpreadsheetCellTests
{
    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+49 170", "'+49 170")]
    [InlineData("-5", "'-5")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("\t=1", "'\t'=1")]
    [InlineData("\r\n=1", "'\r\n'=1")]
    [InlineData("\t", "'\t")]
    [InlineData("a;=1+1", "a;'=1+1")]
    [InlineData("a|@x;b", "a|'@x;b")]
    [InlineData("a^ +1", "a^ '+1")]
    [InlineData("Doe, -Jane", "Doe, '-Jane")]
    [InlineData("a;\"=1+1\"", "a;\"'=1+1\"")]
    [InlineData("a;\u00a0'=1", "a;\u00a0''=1")]
    [InlineData("=1;=2;'=3", "'=1;'=2;''=3")]
    [InlineData("two\r\nlines", "two\r\nlines")]
    [InlineData("a;b-c", "a;b-c")]
    [InlineData("＝1", "'＝1")]
    [InlineData("'=1", "''=1")]
    [InlineData("O'Brien", "O'Brien")]
    [InlineData("'quoted'", "'quoted'")]
    [InlineData("a=b", "a=b")]
    [InlineData("'", "'")]
    [InlineData("", "")]
    public void A_cell_that_begins_like_a_formula_is_guarded_and_comes_back(string text, string cell)
    {
        Assert.Equal(cell, SpreadsheetCell.Guard(text));
        Assert.Equal(text, SpreadsheetCell.Unguard(cell));
    }

    [Theory]
    [InlineData("=abc", true)]
    [InlineData("12345678", true)]
    [InlineData("00012345", true)]
    [InlineData("12E45678", true)]
    [InlineData("abc;=def", true)]
    [InlineData("12345678a", false)]
    [InlineData("Abc+1234", false)]
    public void A_code_that_a_spreadsheet_would_change_is_known(string code, bool isAltered) =>
        Assert.Equal(isAltered, SpreadsheetCell.AltersCode(new HandoverPass { UserId = "u", Code = code }));
}
