using System.Text.Json;
using TapModule.Core.Text;

namespace TapModule.Core.Tests.Text;

/// <summary>Reading never throws, whatever is there.</summary>
public class JsonReadingTests
{
    public static TheoryData<string> Odd => ["1", "\"text\"", "null", "[]", "{}", "true", """{"x":null}""", """{"x":"\ud83d"}""", """{"x":{}}""", """{"x":[[]]}""", """{"x":1e999}""", """{"x":-0.5}""", """{"\ud83dx":1,"y":2}""", """{"x":"2026-13-45T00:00:00Z"}""", """{"x":"\u0032026-01-01T00:00:00Z\ud83d"}"""];

    [Theory, MemberData(nameof(Odd))]
    public void What_is_odd_is_missing(string text)
    {
        var json = JsonDocument.Parse(text).RootElement;

        Assert.Null(json.Number("x"));
        Assert.Null(json.LongNumber("x"));
        Assert.Null(json.Flag("x"));
        Assert.Null(json.Date("x"));
    }

    [Theory]
    [InlineData("""{"x":"\ud83d"}""")]
    [InlineData("""{"x":"a\udc00b"}""")]
    [InlineData("""{"x":5}""")]
    [InlineData("5")]
    public void Text_that_cannot_be_decoded_is_missing(string text) => Assert.Null(JsonDocument.Parse(text).RootElement.Text("x"));

    [Fact]
    public void Bytes_that_are_not_UTF8_are_missing()
    {
        var json = JsonDocument.Parse((byte[])[.. "{\"x\":\""u8, 0xC3, 0x28, 0xFF, .. "\",\"y\":\"good\"}"u8]).RootElement;

        Assert.Null(json.Text("x"));
        Assert.Equal("good", json.Text("y"));
    }

    [Fact]
    public void What_is_right_is_read()
    {
        var json = JsonDocument.Parse("""{"a":"text","b":5,"c":true,"d":"2026-01-02T03:04:05Z","e":[1,2],"f":5000000000}""").RootElement;

        Assert.Equal(("text", 5, true), (json.Text("a"), json.Number("b"), json.Flag("c")));
        Assert.Equal(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), json.Date("d"));
        Assert.Equal(2, json.List("e")!.Value.Count());
        Assert.Equal(5_000_000_000, json.LongNumber("f"));
    }
}
