using System.Diagnostics;
using TapModule.Core.Files;

namespace TapModule.Core.Tests.Files;

/// <summary>Who may read a file of ours, and whether it is still the one that its path names.</summary>
public sealed class OwnedFileTests : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Everybody = OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private readonly string _folder = Directory.CreateTempSubdirectory("tap").FullName;

    private string FilePath => Path.Combine(_folder, "file");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_private_file_is_its_owners_alone_when_it_is_made()
    {
        using var file = OwnedFile.Create(FilePath, isPrivate: true);
        Assert.Equal(FileAudience.Owner, file.Audience);
        if (!OperatingSystem.IsWindows()) Assert.Equal(OwnerOnly, File.GetUnixFileMode(FilePath));
    }

    [SkippableFact]
    public void A_file_that_others_may_read_is_tightened_when_it_is_opened()
    {
        if (OperatingSystem.IsWindows()) throw new SkipException("The rights of Windows cannot be tested here.");
        File.WriteAllText(FilePath, "x");
        File.SetUnixFileMode(FilePath, Everybody);
        using (var file = OwnedFile.OpenOrCreate(FilePath, isPrivate: true)) Assert.Equal(FileAudience.Tightened, file.Audience);
        Assert.Equal(OwnerOnly, File.GetUnixFileMode(FilePath));
        using (var again = OwnedFile.OpenOrCreate(FilePath, isPrivate: true)) Assert.Equal(FileAudience.Owner, again.Audience);
    }

    [SkippableFact]
    public void A_file_of_another_user_stays_open_to_others_whatever_its_mode()
    {
        Skip.IfNot(OperatingSystem.IsLinux() && Environment.UserName == "root", "Only root can make a file of another user.");
        File.WriteAllText(FilePath, "");
        Run("chown", "65534", FilePath);
        using var file = OwnedFile.Open(FilePath, isPrivate: true);
        Assert.Equal(FileAudience.Others, file.Audience);
    }

    [SkippableTheory]
    [InlineData("fifo")]
    [InlineData("/dev/null")]
    [InlineData("/dev/full")]
    [InlineData("/dev/zero")]
    public void What_is_no_regular_file_is_refused_also_behind_a_link(string what)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Only Linux tells before opening.");
        if (what == "fifo") Run("mkfifo", FilePath);
        else File.CreateSymbolicLink(FilePath, what);
        Assert.Contains("not a regular file", Assert.Throws<IOException>(() => OwnedFile.OpenOrCreate(FilePath, isPrivate: true)).Message, StringComparison.Ordinal);
        Assert.Contains("not a regular file", Assert.Throws<IOException>(() => SharedFile.OpenRead(FilePath)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_is_refused() => Assert.ThrowsAny<SystemException>(() => OwnedFile.OpenOrCreate(_folder, isPrivate: true));

    [SkippableFact]
    public void A_link_that_leads_nowhere_makes_no_file()
    {
        Skip.If(OperatingSystem.IsWindows(), "Links take a privilege there.");
        var target = Path.Combine(_folder, "elsewhere");
        File.CreateSymbolicLink(FilePath, target);
        Assert.ThrowsAny<IOException>(() => OwnedFile.Create(FilePath, isPrivate: true));
        Assert.False(File.Exists(target));
    }

    [Fact]
    public void A_file_that_is_as_we_left_it_is_accepted()
    {
        using var file = OwnedFile.Create(FilePath, isPrivate: true);
        file.Verify(0);
        file.Stream.Write("abc"u8);
        file.Verify(3);
    }

    [SkippableTheory]
    [InlineData("deleted")]
    [InlineData("moved")]
    [InlineData("replaced by a copy")]
    [InlineData("cut")]
    [InlineData("added to")]
    public void A_file_that_another_program_took_away_or_changed_is_noticed(string what)
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows does not let it happen.");
        using var file = OwnedFile.Create(FilePath, isPrivate: true);
        file.Stream.Write("abc"u8);
        var copy = FilePath + ".copy";
        switch (what)
        {
            case "deleted":
                File.Delete(FilePath);
                break;
            case "moved":
                File.Move(FilePath, copy);
                break;
            case "replaced by a copy":
                // With its times, as a backup program or an editor makes it.
                Run("cp", "-p", FilePath, copy);
                File.Move(copy, FilePath, overwrite: true);
                break;
            case "cut":
                Run("truncate", "-s", "0", FilePath);
                break;
            default:
                Run("sh", "-c", $"echo x >> '{FilePath}'");
                break;
        }

        Assert.Throws<IOException>(() => file.Verify(3));
    }

    [Fact]
    public void A_file_is_read_beside_a_writer_who_holds_it_alone()
    {
        using var file = OwnedFile.Create(FilePath, isPrivate: true, OperatingSystem.IsWindows() ? FileShare.Read : FileShare.None);
        file.Stream.Write("abc"u8);
        using var reader = new StreamReader(SharedFile.OpenRead(FilePath));
        Assert.Equal("abc", reader.ReadToEnd());
    }

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
