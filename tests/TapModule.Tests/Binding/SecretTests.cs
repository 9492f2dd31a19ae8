using System.Management.Automation;
using System.Net;
using System.Security;
using TapModule.Binding;
using TapModule.Core.Errors;

namespace TapModule.Tests.Binding;

public class SecretTests
{
    private const string Token = "eyJ0eXAi.eyJhdWQi.c2ln-_";

    [Theory]
    [InlineData(Token)]
    [InlineData("  " + Token + "\r\n")]
    [InlineData("\"" + Token + "\"")]
    [InlineData("'" + Token + "'\n")]
    [InlineData("Bearer " + Token)]
    [InlineData("bearer   " + Token + "\n")]
    [InlineData("\"Bearer " + Token + "\"")]
    [InlineData("Authorization: Bearer " + Token)]
    [InlineData("\uFEFF" + Token + "\u200B")]
    public void What_is_around_a_token_is_taken_off(string given) =>
        Assert.Equal(Token, Open(SecretInput.Token(Seal(given), "AccessToken")));

    [Theory]
    [InlineData("", "is blank")]
    [InlineData(" \r\n", "is blank")]
    [InlineData("Bearer ", "is blank")]
    [InlineData("eyJ0\neyJh", "a line break, at position 5")]
    [InlineData("eyJ0 eyJh", "a blank, at position 5")]
    [InlineData("eyJ0\"eyJh", "a quotation mark, at position 5")]
    [InlineData("eyJ0\u200BeyJh", "cannot be seen, at position 5")]
    public void What_no_token_has_in_it_is_refused_and_not_shown(string given, string says)
    {
        var failure = Assert.Throws<TapServiceException>(() => SecretInput.Token(Seal(given), "AccessToken"));

        Assert.Contains(says, failure.Error.Message);
        Assert.DoesNotContain("eyJ", failure.Error.Message + failure.Error.Advice);
    }

    [Fact]
    public void A_client_secret_loses_what_is_around_it_and_nothing_else()
    {
        Assert.Equal("a~b \"c", Open(SecretInput.ClientSecret(Seal(" a~b \"c\r\n"), "ClientSecretCredential")));
        Assert.Throws<TapServiceException>(() => SecretInput.ClientSecret(Seal("\n"), "ClientSecretCredential"));
    }

    [Fact]
    public void A_plain_text_gets_the_line_to_write_and_is_not_repeated()
    {
        var failure = Assert.Throws<ArgumentTransformationMetadataException>(() => new SecretAttribute("AccessToken").Transform(null!, Token));

        Assert.Contains("-AccessToken (ConvertTo-SecureString $text -AsPlainText -Force)", failure.Message);
        Assert.DoesNotContain("eyJ", failure.Message);
        Assert.IsType<SecureString>(new SecretAttribute("AccessToken").Transform(null!, Seal(Token)));
    }

    private static SecureString Seal(string text) => new NetworkCredential("", text).SecurePassword;

    private static string Open(SecureString secret) => new NetworkCredential("", secret).Password;
}
