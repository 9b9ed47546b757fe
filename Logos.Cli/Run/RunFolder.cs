using Logos.Adapters.Embedded;
using Logos.Adapters.Journal;
using Logos.Cli.Terminals;
using Logos.Rules.Faults;

namespace Logos.Cli.Run;

/// <summary>Where the journal of a run lies: a folder that is thrown away, or one that is kept.</summary>
internal sealed class RunFolder : IDisposable
{
    private readonly bool _isKept;

    private RunFolder(string path, bool isKept) => (Path, _isKept) = (path, isKept);

    public string Path { get; }

    public static RunFolder? Open(string? keep, Terminal terminal, out Fault? fault)
    {
        fault = null;
        if (keep is null)
            return new(Directory.CreateTempSubdirectory("logos-run-").FullName, isKept: false);
        var path = System.IO.Path.Combine(terminal.WorkingDirectory, keep);
        try
        {
            if (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any() && !StoreCheck.IsStore(path))
            {
                fault = new(CliCodes.TargetExists.Code, $"the folder {keep} is not empty, and holds no journal") { Hint = "name one that is new or empty, or that a run has kept" };
                return null;
            }

            FolderDisk.Make(path);
            return new(path, isKept: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            fault = new(CliCodes.Unwritable.Code, $"the folder {keep} cannot be made: {e.Message.ReplaceLineEndings(" ")}");
            return null;
        }
    }

    public void Dispose()
    {
        if (!_isKept)
            Directory.Delete(Path, recursive: true);
    }
}
