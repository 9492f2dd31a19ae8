using TapModule.Core.Errors;
using TapModule.Core.Handover;

namespace TapModule.Core.Tests.Handover;

/// <summary>Whatever byte a file ends at, what was whole before is read, and what follows is written behind it.</summary>
public sealed class RecordFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tap").FullName;

    public static TheoryData<bool> Formats => [true, false];

    private string FilePath => Path.Combine(_folder, "passes");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory, MemberData(nameof(Formats))]
    public void A_file_cut_at_any_byte_keeps_its_whole_records(bool isJson)
    {
        Write(isJson, WriteMode.New, "c1", "c2", "c3");
        var whole = File.ReadAllBytes(FilePath);
        var beforeThird = whole.AsSpan().IndexOf("u3@x"u8);
        for (var length = beforeThird; length < whole.Length - 4; length++)
        {
            File.WriteAllBytes(FilePath, whole[..length]);
            Write(isJson, WriteMode.Append, "c9");
            var codes = Codes();
            Assert.Equal(["c1", "c2"], codes.Take(2));
            Assert.Equal("c9", codes[^1]);
            Assert.InRange(codes.Count, 3, 4);
        }
    }

    [Fact]
    public void A_record_that_cannot_be_written_leaves_the_file_as_it_was()
    {
        Write(true, WriteMode.New, "c1");
        var before = File.ReadAllBytes(FilePath);
        using var file = Open(true, WriteMode.Append);
        using (var other = new FileStream(FilePath, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete)) other.SetLength(before.Length + 1);
        var failure = Assert.Throws<TapServiceException>(() => file.Append(Pass(2, "c2")));
        Assert.Equal(TapErrorId.FileUnusable, failure.Error.Reason);
        Assert.Equal(before, File.ReadAllBytes(FilePath)[..before.Length]);
    }

    [SkippableTheory]
    [InlineData("deleted")]
    [InlineData("moved")]
    [InlineData("replaced")]
    public void A_record_is_not_delivered_when_the_path_does_not_name_the_file_any_more(string what)
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows does not let it happen.");
        using var file = Open(true, WriteMode.New);
        file.Append(Pass(1, "c1"));
        if (what == "deleted") File.Delete(FilePath);
        else File.Move(FilePath, FilePath + ".moved");
        if (what == "replaced") File.Copy(FilePath + ".moved", FilePath);
        var failure = Assert.Throws<TapServiceException>(() => file.Append(Pass(2, "c2")));
        Assert.Equal(TapErrorId.FileUnusable, failure.Error.Reason);
        Assert.Contains("new journal", failure.Error.Advice, StringComparison.Ordinal);
        Assert.Equal(TapErrorId.FileUnusable, Assert.Throws<TapServiceException>(file.Complete).Error.Reason);
        // What was moved away is as it was.
        if (what != "deleted") Assert.Single(PassReader.Read(FilePath + ".moved", []));
    }

    [SkippableFact]
    public void A_file_with_codes_in_the_clear_is_tightened_before_it_is_continued()
    {
        if (OperatingSystem.IsWindows()) throw new SkipException("The rights of Windows cannot be tested here.");
        File.WriteAllText(FilePath, "");
        File.SetUnixFileMode(FilePath, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        Assert.True(RecordFile.Check(FilePath, WriteMode.Append, isSecret: true));
        Write(true, WriteMode.Append, "c1");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(FilePath));
    }

    [Fact]
    public void Of_two_runs_that_write_one_file_one_ends_and_no_record_is_overwritten()
    {
        using var first = Open(true, WriteMode.New);
        first.Append(Pass(1, "c1"));
        var failure = Assert.Throws<TapServiceException>(() =>
        {
            Write(true, WriteMode.Append, "c2");
            first.Append(Pass(3, "c3"));
        });
        Assert.Equal(TapErrorId.FileUnusable, failure.Error.Reason);
        // On Windows it is the second that is refused.
        Assert.Equal(OperatingSystem.IsWindows() ? ["c1"] : ["c1", "c2"], Codes());
    }

    [Fact]
    public void What_replaces_a_file_takes_its_place_at_the_end()
    {
        File.WriteAllText(FilePath, "old");
        using (var file = Open(true, WriteMode.Replace))
        {
            file.Append(Pass(1, "c1"));
            Assert.Equal("old", File.ReadAllText(FilePath));
            Assert.Equal(FilePath + RecordFile.PartialEnding, file.Partial);
            file.Complete();
        }

        Assert.Equal(["c1"], Codes());
        Assert.Single(Directory.GetFiles(_folder));
    }

    private HandoverFile Open(bool isJson, WriteMode mode) => PassFile.Open(FilePath, isJson, Pass(1, "c1"), null, mode, _ => { });

    private void Write(bool isJson, WriteMode mode, params string[] codes)
    {
        using var file = Open(isJson, mode);
        for (var i = 0; i < codes.Length; i++) file.Append(Pass(codes[i][1] - '0', codes[i]));
        file.Complete();
    }

    private List<string> Codes() =>
        [.. PassReader.Read(FilePath, []).Select(reading => Assert.IsType<string>(reading.Pass?.Code))];

    private static HandoverPass Pass(int number, string code) =>
        new() { UserId = $"u{number}@x", Code = code, Columns = [new("Note", "two\r\nlines, \"quoted\"")] };
}
