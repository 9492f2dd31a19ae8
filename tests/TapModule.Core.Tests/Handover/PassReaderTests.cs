using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using TapModule.Core.Errors;
using TapModule.Core.Handover;
using TapModule.Core.Tests.Support;

namespace TapModule.Core.Tests.Handover;

/// <summary>Files that were not written by us, or were changed: each is told, none ends in an exception of another kind.</summary>
public sealed class PassReaderTests : IDisposable
{
    private const string Header = "UserId,TemporaryAccessPass,StartDateTime,ExpirationDateTime,LifetimeInMinutes,IsUsableOnce,PassId,CreatedDateTime";

    private readonly string _folder = Directory.CreateTempSubdirectory("tap").FullName;

    private string FilePath => Path.Combine(_folder, "passes");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("")]
    [InlineData(" \r\n\ufeff\n")]
    [InlineData("[\n\n]\n")]
    [InlineData("[]")]
    [InlineData(Header + "\r\n")]
    public void A_file_without_a_pass_is_told(string text) => Assert.True(Assert.Single(Read(text)).IsNothing);

    [Theory]
    [InlineData("A,B\r\n1,2\r\n", "has no column UserId")]
    [InlineData("one line of prose", "has no column UserId")]
    [InlineData("UserId;TemporaryAccessPass\r\nu;c\r\n", "has no column UserId")]
    [InlineData("UserId,Code\r\nu,c\r\n", "has no column TemporaryAccessPass")]
    [InlineData("\"UserId", "CSV")]
    [InlineData(Header + ",userid\r\nu,c,,,,,,,x\r\n", "has the column 'userid' twice")]
    [InlineData(Header + ",Note,NOTE\r\nu,c,,,,,,,x,y\r\n", "has the column 'NOTE' twice")]
    [InlineData(Header + ",\r\nu,c,,,,,,,x\r\n", "without a name")]
    [InlineData(Header + ",PSObject\r\nu,c,,,,,,,x\r\n", "PowerShell keeps for itself")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "no record")]
    [InlineData("{\"UserId\":\"u\",\"TemporaryAccessPass\":\"c\",\"userId\":\"other\"}", "has the column 'userId' twice")]
    [InlineData("{\"UserId\":\"u\\u001b[2J\",\"TemporaryAccessPass\":\"c\"}", "control characters")]
    [InlineData("{\"UserId\":\"u\\ud83d\",\"TemporaryAccessPass\":\"c\"}", "is no JSON object")]
    [InlineData("{\"UserId\":5,\"TemporaryAccessPass\":\"c\"}", "has no UserId")]
    [InlineData("[1]", "is no JSON object")]
    public void A_foreign_file_is_an_error(string text, string says)
    {
        var error = Assert.Single(Read(text)).Error;
        Assert.NotNull(error);
        Assert.Equal(error.Message.StartsWith("Record ", StringComparison.Ordinal) ? TapErrorId.InvalidRow : TapErrorId.InvalidArgument, error.Reason);
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Marks_and_blank_lines_in_front_do_not_matter() =>
        Assert.Equal("c", Assert.Single(Read($"\ufeff\r\n \ufeff{Header}\r\nu,c,,,,,,\r\n")).Pass?.Code);

    [Theory]
    [InlineData("[{\"UserId\":\"u\",\"TemporaryAccessPass\":\"c\"}]")]
    [InlineData("[\n  {\n    \"UserId\": \"u\",\n    \"TemporaryAccessPass\": \"c\"\n  }\n]")]
    [InlineData("{\n  \"UserId\": \"u\",\n  \"TemporaryAccessPass\": \"c\"\n}")]
    public void Json_of_another_form_is_read_too(string text) => Assert.Equal("c", Assert.Single(Read(text)).Pass?.Code);

    [Fact]
    public void What_was_written_by_hand_can_be_read_without_an_exception()
    {
        var dates = Assert.Single(Read($"{Header}\r\nu,c,9999-12-31T23:59:59Z,tomorrow,99999999999,perhaps,,\r\n")).Pass;
        Assert.NotNull(dates);
        Assert.Null(dates.LifetimeInMinutes);
        Assert.Null(dates.ExpirationDateTime);
    }

    /// <summary>Half a character is in no file: it would end the writing of the pass that has it in a column.</summary>
    [Theory, InlineData(true), InlineData(false)]
    public void A_row_with_half_a_character_is_written(bool isJson)
    {
        var pass = new HandoverPass { UserId = "u\ud83d", Code = "c", Columns = [new("Note", "cut \ud83d"), new("No\ude00te", 1.5)] };
        using (var file = PassFile.Open(FilePath, isJson, pass, null, WriteMode.New, _ => { })) file.Append(pass);
        Assert.Equal("c", Assert.Single(PassReader.Read(FilePath, [])).Pass?.Code);
    }

    [Fact]
    public void A_file_is_continued_for_the_same_recipients_only()
    {
        using var anna = Certificate("anna");
        using var ben = Certificate("ben");
        Write([anna, ben], WriteMode.New, "u1");
        Write([ben, anna], WriteMode.Append, "u2");
        foreach (var others in new X509Certificate2[][] { [anna], [ben] })
            Assert.Equal(TapErrorId.RecipientUnusable, Assert.Throws<TapServiceException>(() => Write(others, WriteMode.Append, "u3")).Error.Reason);
        foreach (var key in new[] { anna, ben }) Assert.Equal(["u1", "u2"], PassReader.Read(FilePath, [key]).Select(r => r.Pass?.UserId));
    }

    [Fact]
    public void Nobody_is_no_set_of_recipients() => Assert.Throws<ArgumentException>(() => Write([], WriteMode.New, "u1"));

    /// <summary>Bounded and seeded: the same files at every run. TAPMODULE_FUZZ_SECONDS lets it go on with others.</summary>
    [Fact]
    public void Damaged_files_are_read_or_told_and_never_end_in_another_exception()
    {
        using var anna = Certificate("anna");
        string[] seeds =
        [
            $"\ufeff{Header},Note\r\nu1,c1,2026-02-02T08:00:00Z,2026-02-02T16:00:00Z,480,true,p,2026-02-01T08:00:00Z,\"two\r\nlines, \"\"x\"\"\"\r\nu2,c2,,,,,,,\r\n",
            "[\n{\"UserId\":\"u1\",\"TemporaryAccessPass\":\"c1\",\"Cost\":7.5,\"Note\":null},\n{\"UserId\":\"u2\",\"TemporaryAccessPass\":\"c2\"}\n]\n",
            SealedText(anna),
        ];
        Fuzzing.Run(seed: 20261127, rounds: 600, random =>
        {
            File.WriteAllBytes(FilePath, Fuzzing.Damage(Encoding.UTF8.GetBytes(seeds[random.Next(seeds.Length)]), random));
            foreach (var reading in PassReader.Read(FilePath, [anna])) Assert.True(reading.Pass is not null || reading.Error is not null || reading.IsTorn || reading.IsNothing);
        });
    }

    private string SealedText(X509Certificate2 recipient)
    {
        Write([recipient], WriteMode.New, "u1");
        var text = File.ReadAllText(FilePath);
        File.Delete(FilePath);
        return text;
    }

    private void Write(X509Certificate2[] recipients, WriteMode mode, string user)
    {
        var pass = new HandoverPass { UserId = user, Code = "c" };
        using var file = PassFile.Open(FilePath, isJson: true, pass, recipients, mode, _ => { });
        file.Append(pass);
        file.Complete();
    }

    private List<HandoverReading> Read(string text)
    {
        File.WriteAllText(FilePath, text, new UTF8Encoding(false));
        return [.. PassReader.Read(FilePath, [])];
    }

    private static X509Certificate2 Certificate(string name)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={name}, O=Contoso, L=Sample Town", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }
}
