using Logos.Adapters.Embedded;
using Logos.Adapters.Faults;
using Logos.Adapters.Journal;
using Logos.Rules.Faults;

namespace Logos.Cli.Cluster;

/// <summary>The folder of a cluster: the key of its secrets, and its servers where it has its own.</summary>
internal static class ClusterFolder
{
    private const UnixFileMode Passable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private static readonly string[] Own = ["lost+found", "journal.lock", "journal.owner", "secrets.key", "secrets.key.part", "servers", "servers.json", "servers.json.part"];

    public static Fault? Refuse(string path, string name)
    {
        if (File.Exists(path))
            return new(CliCodes.NotAFolder.Code, $"{name} is a file, and a folder is wanted") { Hint = "name a folder with --data" };
        if (!Directory.Exists(path))
            return null;
        try
        {
            if (StoreCheck.IsStore(path))
                return new(CliCodes.NotOurFolder.Code, $"the folder {name} is of an engine in one process, whose journal a cluster does not read") { Hint = "name another folder with --data, or leave out --distributed" };
            return Directory.EnumerateFileSystemEntries(path).Select(entry => Path.GetFileName(entry)).FirstOrDefault(entry => !Own.Contains(entry)) is { } strange
                ? new(CliCodes.NotOurFolder.Code, $"the folder {name} holds something else: there is `{strange}` in it") { Hint = "name an empty folder, or one that does not exist yet, with --data" }
                : null;
        }
        catch (UnauthorizedAccessException)
        {
            return new(CliCodes.Unreadable.Code, $"the folder {name} cannot be read: you have no right to") { Hint = "check who owns it, or name another with --data" };
        }
    }

    /// <summary>Makes it, and takes it for this process: another is told which has it.</summary>
    public static IDisposable? Take(string path, string name, bool hasServers, TimeProvider clock, out Fault? fault)
    {
        fault = null;
        try
        {
            // What PostgreSQL runs as has to come through to its own folder, and may see nothing on its way.
            if (hasServers && Environment.IsPrivilegedProcess && !OperatingSystem.IsWindows())
                Directory.CreateDirectory(Path.Combine(path, "servers"), Passable);
            return new FolderDisk(path).Lock($"process {Environment.ProcessId}, which opened it at {clock.GetUtcNow():u}");
        }
        catch (FolderInUseException e)
        {
            fault = new(AdaptersCodes.JournalInUse, $"{name} is in use by {e.Owner}") { Hint = "a cluster or a server runs there already: use that one, stop it, or name another folder with --data" };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            fault = new(CliCodes.Unwritable.Code, $"the folder {name} cannot be used: {Visible.Of(e.Message)}") { Hint = "check who owns it and that there is room, or name another with --data" };
        }

        return null;
    }
}
