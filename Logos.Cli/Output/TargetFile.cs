using System.Runtime.InteropServices;
using System.Text;
using Logos.Rules.Faults;

namespace Logos.Cli.Output;

/// <summary>Writes a whole file or none: beside the target first, then moved over it.</summary>
internal static class TargetFile
{
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
        var full = Path.Combine(folder, path);
        if (Directory.Exists(full))
            return new Fault(CliCodes.NotAFile.Code, $"{path} is a folder, not a file") { Hint = "name the file to write inside the folder" };
        if (!replace && File.Exists(full))
            return Exists(path);
        // A link is written through, so that it stays one.
        var target = new FileInfo(full) is { LinkTarget: not null } link ? link.ResolveLinkTarget(returnFinalTarget: true)!.FullName : full;
        var beside = $"{target}.{Environment.ProcessId}.tmp";
        // Ctrl-C waits for the rename: these are milliseconds, and otherwise the temporary file would stay.
        var interrupted = false;
        using var calm = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => interrupted = context.Cancel = true);
        try
        {
            var mode = !OperatingSystem.IsWindows() && File.Exists(target) ? File.GetUnixFileMode(target) : (UnixFileMode?)null;
            using (var stream = new FileStream(beside, FileMode.CreateNew, FileAccess.Write))
            {
                stream.Write(Utf8.GetBytes(text));
                stream.Flush(flushToDisk: true);
            }

            if (mode is { } kept && !OperatingSystem.IsWindows())
                File.SetUnixFileMode(beside, kept);
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
            return new Fault(CliCodes.Unwritable.Code, $"{path} cannot be written: {e.Message.ReplaceLineEndings(" ")}")
            {
                Hint = "check that the folder exists and that you may write in it",
            };
        }
    }

    private static Fault Exists(string path) => new(CliCodes.TargetExists.Code, $"{path} exists already")
    {
        Hint = "choose another name, or add --force to replace it",
    };
}
