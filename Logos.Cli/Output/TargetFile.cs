using System.Runtime.InteropServices;
using System.Text;
using Logos.Rules.Faults;

namespace Logos.Cli.Output;

/// <summary>Writes a whole file or none: beside the target first, then moved over it.</summary>
internal static class TargetFile
{
    private const UnixFileMode AnyWrite = UnixFileMode.UserWrite | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Several files that belong together: all of them, or none.</summary>
    public static Fault? WriteAll(string folder, IReadOnlyList<(string Path, string Text)> files, bool replace)
    {
        if (!replace && files.FirstOrDefault(file => File.Exists(Path.Combine(folder, file.Path))).Path is { } there)
            return Exists(there);
        for (var i = 0; i < files.Count; i++)
        {
            if (Write(folder, files[i].Path, files[i].Text, replace) is not { } fault)
                continue;
            foreach (var (written, _) in files.Take(replace ? 0 : i))
                File.Delete(Path.Combine(folder, written));
            return fault;
        }

        return null;
    }

    /// <returns>Null when it stands, else the fault.</returns>
    public static Fault? Write(string folder, string path, string text, bool replace)
    {
        if (string.IsNullOrWhiteSpace(path))
            return Unwritable("the name of the file to write is empty", "a variable of the shell may be unset");
        var full = Path.Combine(folder, path);
        if (Directory.Exists(full))
            return new Fault(CliCodes.NotAFile.Code, $"{path} is a folder, not a file") { Hint = "name the file to write inside the folder" };
        if (!replace && File.Exists(full))
            return Exists(path);
        // Ctrl-C waits for the rename: these are milliseconds, and otherwise the temporary file would stay.
        var interrupted = false;
        using var calm = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => interrupted = context.Cancel = true);
        var beside = "";
        try
        {
            // A link is written through, so that it stays one.
            var target = new FileInfo(full) is { LinkTarget: not null } link ? link.ResolveLinkTarget(returnFinalTarget: true)!.FullName : full;
            if (File.Exists(target) && IsReadOnly(target))
                return Unwritable($"{path} is read-only", "make it writable first, or write to another file");
            if (!OperatingSystem.IsWindows() && target.StartsWith("/dev/", StringComparison.Ordinal))
            {
                // A device is written to: a file that is moved over it would take its place for the whole machine.
                File.WriteAllText(target, text, Utf8);
                return null;
            }

            beside = $"{target}.{Environment.ProcessId}.tmp";
            WriteBeside(target, beside, text);
            File.Move(beside, target, overwrite: replace);
            return Volatile.Read(ref interrupted) ? throw new OperationCanceledException() : null;
        }
        catch (IOException) when (!replace && File.Exists(full))
        {
            File.Delete(beside);
            return Exists(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (File.Exists(beside))
                File.Delete(beside);
            return Failed(path, full, e);
        }
    }

    private static void WriteBeside(string target, string beside, string text)
    {
        var mode = !OperatingSystem.IsWindows() && File.Exists(target) ? File.GetUnixFileMode(target) : (UnixFileMode?)null;
        using (var stream = new FileStream(beside, FileMode.CreateNew, FileAccess.Write))
        {
            stream.Write(Utf8.GetBytes(text));
            stream.Flush(flushToDisk: true);
        }

        if (mode is { } kept && !OperatingSystem.IsWindows())
            File.SetUnixFileMode(beside, kept);
    }

    // A rename asks nobody: it needs rights on the folder only. Root may write to everything, but a file that nobody may write to is meant so.
    private static bool IsReadOnly(string file)
    {
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(file) & AnyWrite) == 0)
            return true;
        try
        {
            using var opened = new FileStream(file, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
            return false;
        }
        catch (UnauthorizedAccessException)
        {
            return true;
        }
    }

    private static Fault Failed(string path, string full, Exception e)
    {
        var folder = Path.GetDirectoryName(full);
        return e switch
        {
            _ when File.Exists(folder) => Unwritable($"{path} cannot be written: {Path.GetFileName(folder)} is a file and no folder", null),
            DirectoryNotFoundException => Unwritable($"{path} cannot be written: its folder does not exist", "make the folder first"),
            UnauthorizedAccessException => Unwritable($"{path} cannot be written: you may not write in its folder", "check the folder's permissions"),
            // The rest of the message names the temporary file.
            _ => Unwritable($"{path} cannot be written: {e.Message.ReplaceLineEndings(" ").Split([" : '", " '", ": '"], StringSplitOptions.None)[0]}", "check that you may write in the folder, and that there is room on the disk"),
        };
    }

    private static Fault Unwritable(string message, string? hint) => new(CliCodes.Unwritable.Code, message) { Hint = hint };

    private static Fault Exists(string path) => new(CliCodes.TargetExists.Code, $"{path} exists already")
    {
        Hint = "choose another name, or add --force to replace it",
    };
}
