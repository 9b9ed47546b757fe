using Logos.Adapters.Embedded;
using Logos.Rules.Faults;

namespace Logos.Cli.Up;

/// <summary>The folder that keeps everything: the engine's, a new one, or one that somebody named by mistake.</summary>
internal static class HomeFolder
{
    // What a file system keeps at the root of a volume, and what a start that was cut short has left.
    private static readonly string[] Harmless = ["lost+found", "journal.lock", "journal.owner", "next.tmp", "secrets.key"];

    /// <summary>Whether another process is inside; the engine is told which.</summary>
    public static bool IsInUse(string path)
    {
        try
        {
            var file = Path.Combine(path, "journal.lock");
            if (File.Exists(file))
                File.Open(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None).Dispose();
            return false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }

    public static Fault? Refuse(string path, string name)
    {
        if (File.Exists(path))
            return new(CliCodes.NotAFolder.Code, $"{name} is a file, and a folder is wanted") { Hint = "name a folder with --data" };
        if (!Directory.Exists(path) || StoreCheck.IsStore(path))
            return null;
        try
        {
            return Directory.EnumerateFileSystemEntries(path).Select(entry => Path.GetFileName(entry)).FirstOrDefault(entry => !Harmless.Contains(entry)) is { } strange
                ? new(CliCodes.NotOurFolder.Code, $"the folder {name} holds something else: there is no journal in it, and there is `{strange}`") { Hint = "name an empty folder, or one that does not exist yet, with --data" }
                : null;
        }
        catch (UnauthorizedAccessException)
        {
            return new(CliCodes.Unreadable.Code, $"the folder {name} cannot be read: you have no right to") { Hint = "check who owns it, or name another with --data" };
        }
    }
}
