using Logos.Adapters.Faults;
using Logos.Adapters.Secrets;

namespace Logos.Adapters.Tests.Secrets;

public sealed class KeyFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("logos-keys-");

    private string File => Path.Combine(_folder.FullName, "secrets.key");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void It_is_made_once_and_for_its_owner_alone()
    {
        var made = KeyFile.Open(File, mayCreate: true);
        var read = KeyFile.Open(File, mayCreate: false);

        Assert.Equal(made.Newest.Id, read.Newest.Id);
        Assert.True(made.Newest.Bytes.Span.SequenceEqual(read.Newest.Bytes.Span));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(File));
        Assert.Equal([File], Directory.GetFiles(_folder.FullName));
    }

    [Fact]
    public void Missing_while_something_is_sealed_with_it_stops_the_start()
    {
        var refused = Assert.Throws<KeyFileException>(() => KeyFile.Open(File, mayCreate: false));

        Assert.Equal(AdaptersCodes.KeyFileMissing, refused.Fault.Code);
        Assert.False(System.IO.File.Exists(File));
    }

    [Theory]
    [InlineData(UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.OtherWrite)]
    public void Others_may_not_use_it(UnixFileMode more)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there are no such permissions");
        KeyFile.Open(File, mayCreate: true);
        if (!OperatingSystem.IsWindows())
            System.IO.File.SetUnixFileMode(File, UnixFileMode.UserRead | UnixFileMode.UserWrite | more);

        var refused = Assert.Throws<KeyFileException>(() => KeyFile.Open(File, mayCreate: true));

        Assert.Equal(AdaptersCodes.KeyFileOpenToOthers, refused.Fault.Code);
        Assert.Contains("chmod 600", refused.Fault.Hint, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a c2hvcnQ=\n")]
    [InlineData("a not-base64\n")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n")]
    [InlineData("a AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\na AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n")]
    public void What_holds_no_keys_is_refused(string text)
    {
        KeyFile.Open(File, mayCreate: true);
        System.IO.File.WriteAllText(File, text);

        Assert.Equal(AdaptersCodes.KeyFileUnreadable, Assert.Throws<KeyFileException>(() => KeyFile.Open(File, mayCreate: true)).Fault.Code);
    }

    [Fact]
    public void A_key_on_top_is_the_newest()
    {
        var old = KeyFile.Open(File, mayCreate: true).Newest.Id;
        System.IO.File.WriteAllText(File, "new AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n" + System.IO.File.ReadAllText(File));

        var keys = KeyFile.Open(File, mayCreate: false);

        Assert.Equal("new", keys.Newest.Id);
        Assert.NotNull(keys.Find(old));
    }
}
