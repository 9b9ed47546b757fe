using Logos.Cli.Output;
using Logos.Cli.Tests.Running;

namespace Logos.Cli.Tests.Output;

public sealed class TargetFileTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_is_replaced_as_a_whole_and_nothing_else_stays()
    {
        _folder.Write("a.yaml", "old");

        Assert.Null(TargetFile.Write(_folder.Path, "a.yaml", "new", replace: true));

        Assert.Equal("new", _folder.Read("a.yaml"));
        Assert.Equal(["a.yaml"], _folder.Names());
    }

    [Fact]
    public void A_folder_that_does_not_exist_is_a_fault()
    {
        var fault = TargetFile.Write(_folder.Path, "no/a.yaml", "new", replace: false);

        Assert.Equal(CliCodes.Unwritable.Code, fault?.Code);
        Assert.Empty(_folder.Names());
    }

    [Fact]
    public void A_folder_in_the_way_is_a_fault()
    {
        Directory.CreateDirectory(Path.Combine(_folder.Path, "a.yaml"));

        Assert.Equal(CliCodes.NotAFile.Code, TargetFile.Write(_folder.Path, "a.yaml", "new", replace: true)?.Code);
    }

    [Theory]
    [InlineData("fmt a.yaml")]
    [InlineData("schema -o a.yaml --force")]
    [InlineData("new a --force")]
    [InlineData("fmt link.yaml")]
    public void A_read_only_file_is_refused_and_stays(string line)
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("there are no such rights");
            return;
        }

        const string Text = "nodes: {a: {type: rule, with: {output: 1}}}\nname: one\n";
        var path = Path.Combine(_folder.Path, _folder.Write("a.yaml", Text));
        File.CreateSymbolicLink(Path.Combine(_folder.Path, "link.yaml"), path);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.GroupRead);

        var run = InProcess.In(_folder, line.Split(' '));

        Assert.Equal(2, run.Code);
        Assert.Matches("^error LGS9021: (a|link).yaml is read-only\n  hint: make it writable first", run.Error);
        Assert.Equal(Text, _folder.Read("a.yaml"));
        Assert.Equal(["a.yaml", "link.yaml"], _folder.Names());
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.GroupRead, File.GetUnixFileMode(path));
    }

    [Theory]
    [InlineData("no/a.yaml", "no/a.yaml cannot be written: its folder does not exist")]
    [InlineData("file/a.yaml", "file/a.yaml cannot be written: file is a file and no folder")]
    [InlineData("", "the name of the file to write is empty")]
    public void A_fault_names_the_target_and_no_temporary_file(string path, string message)
    {
        _folder.Write("file", "x");

        Assert.Equal(message, TargetFile.Write(_folder.Path, path, "new", replace: false)?.Message);
        Assert.Equal(["file"], _folder.Names());
    }

    [Fact]
    public void A_device_is_written_to_and_not_replaced()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "there is no /dev/full");

        var run = InProcess.In(_folder, "schema", "-o", "/dev/full", "--force");

        Assert.Equal((2, "error LGS9021: /dev/full cannot be written: No space left on device"), (run.Code, run.Error.Split('\n')[0]));
    }

    [Fact]
    public void A_link_is_written_through_and_rights_are_kept()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("there are no such rights");
            return;
        }

        _folder.Write("target.yaml", "old");
        var target = Path.Combine(_folder.Path, "target.yaml");
        File.SetUnixFileMode(target, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        File.CreateSymbolicLink(Path.Combine(_folder.Path, "link.yaml"), target);

        Assert.Null(TargetFile.Write(_folder.Path, "link.yaml", "new", replace: true));

        Assert.Equal("new", _folder.Read("target.yaml"));
        Assert.NotNull(new FileInfo(Path.Combine(_folder.Path, "link.yaml")).LinkTarget);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead, File.GetUnixFileMode(target));
    }

    [Fact]
    public void Files_that_belong_together_are_written_together_or_not_at_all()
    {
        Directory.CreateDirectory(Path.Combine(_folder.Path, "b.yaml"));

        var fault = TargetFile.WriteAll(_folder.Path, [("a.yaml", "new"), ("b.yaml", "new")], replace: false);

        Assert.Equal(CliCodes.NotAFile.Code, fault?.Code);
        Assert.Equal(["b.yaml"], _folder.Names());
    }
}
