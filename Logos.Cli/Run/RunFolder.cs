using Logos.Adapters.Embedded;
using Logos.Adapters.Journal;
using Logos.Cli.Terminals;
using Logos.Rules.Faults;

namespace Logos.Cli.Run;

/// <summary>Where the journal of a run lies: a folder that is thrown away, or one that is kept.</summary>
internal sealed class RunFolder : IDisposable
{
    private const string Prefix = "logos-run-";

    // Whoever has just made a folder has not locked it yet.
    private static readonly TimeSpan Young = TimeSpan.FromHours(1);

    private readonly bool _isKept;

    private RunFolder(string path, bool isKept) => (Path, _isKept) = (path, isKept);

    public string Path { get; }

    public static RunFolder? Open(string? keep, Terminal terminal, out Fault? fault)
    {
        fault = null;
        if (keep is null)
        {
            // Root may change the mode of anything, so that nothing would prove that a folder is its own.
            if (OperatingSystem.IsWindows() || !Environment.IsPrivilegedProcess)
                Clear(System.IO.Path.GetTempPath(), terminal.Clock.GetUtcNow());
            return new(Directory.CreateTempSubdirectory(Prefix).FullName, isKept: false);
        }

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

    /// <summary>Deletes what runs have left that were killed.</summary>
    internal static void Clear(string parent, DateTimeOffset now)
    {
        foreach (var folder in new DirectoryInfo(parent).EnumerateDirectories(Prefix + "*").Where(folder => folder.LinkTarget is null && folder.LastWriteTimeUtc < now - Young))
        {
            try
            {
                // Only the owner may do this; in a folder of somebody else's, names could be exchanged under the deletion.
                if (!OperatingSystem.IsWindows())
                    File.SetUnixFileMode(folder.FullName, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
                new FolderDisk(folder.FullName).Lock("a later run").Dispose();
                folder.Delete(recursive: true);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It is in use, or somebody else's, or another run clears it.
                continue;
            }
        }
    }

    public void Dispose()
    {
        if (!_isKept)
            Directory.Delete(Path, recursive: true);
    }
}
