using System.Security.Cryptography;
using System.Text;
using Logos.Adapters.Faults;
using Logos.Adapters.Journal;
using Logos.Core.Secrets;

namespace Logos.Adapters.Secrets;

/// <summary>
/// The keys of secrets in a file: a line for each, its id and its bytes in base64, the newest first. For its owner's
/// eyes alone, and kept apart from backups of the data: together they give the secrets away.
/// </summary>
public static class KeyFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const string Head = "# The keys of the secrets beside this file, the newest first. Without it they cannot be read; whoever has both can.\n";

    /// <param name="mayCreate">False when something was sealed with a key that has to be in the file.</param>
    /// <exception cref="KeyFileException">It is missing, can be read by others, or holds no keys.</exception>
    public static SecretKeyRing Open(string path, bool mayCreate)
    {
        ArgumentNullException.ThrowIfNull(path);
        try
        {
            if (!File.Exists(path))
            {
                if (!mayCreate)
                    throw new KeyFileException(new(AdaptersCodes.KeyFileMissing, $"The key file {path} is missing, and secrets were sealed with it.") { Path = path, Hint = $"Bring it back from where it is kept. When it is lost, start with a new one, `{NewFile(path)}`, and give the secrets, connections and webhooks anew: what was sealed stays closed." });
                Create(path);
            }

            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & ~OwnerOnly) is var others && others != 0)
                throw new KeyFileException(new(AdaptersCodes.KeyFileOpenToOthers, $"The key file {path} can be used by others than its owner ({others}).") { Path = path, Hint = $"Run `chmod 600 {path}`; when others may have read it, give the secrets anew with a new key." });
            return Read(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new KeyFileException(new(AdaptersCodes.KeyFileUnreadable, $"The key file {path} cannot be read: {e.Message}") { Path = path, Hint = "It belongs to the user that Logos runs as, and is readable and writable for that user." }, e);
        }
    }

    private static string NewFile(string path) => $"(umask 077; echo \"$(openssl rand -hex 4) $(openssl rand -base64 32)\" > {path})";

    // On the disk before anything is sealed with it.
    private static void Create(string path)
    {
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4));
        var text = $"{Head}{id} {Convert.ToBase64String(RandomNumberGenerator.GetBytes(SecretKey.Length))}\n";
        var unfinished = path + ".part";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerOnly;
        using (var file = new FileStream(unfinished, options))
        {
            file.Write(Encoding.ASCII.GetBytes(text));
            file.Flush(flushToDisk: true);
        }

        File.Move(unfinished, path, overwrite: false);
        Posix.SyncFolder(Path.GetDirectoryName(Path.GetFullPath(path))!);
    }

    private static SecretKeyRing Read(string path) => Parse(File.ReadLines(path)) ?? throw Malformed(path);

    /// <summary>The content of such a file.</summary>
    /// <returns>Null when it holds something else.</returns>
    public static SecretKeyRing? Parse(IEnumerable<string> lines)
    {
        var keys = new List<SecretKey>();
        foreach (var line in lines.Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#'))
        {
            var parts = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var bytes = new byte[SecretKey.Length];
            if (parts.Length != 2 || !Convert.TryFromBase64String(parts[1], bytes, out var length) || length != SecretKey.Length)
                return null;
            keys.Add(new(parts[0], bytes));
        }

        try
        {
            return new(keys);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static KeyFileException Malformed(string path) =>
        new(new(AdaptersCodes.KeyFileUnreadable, $"The key file {path} does not hold what it should: a line for each key, its id and 32 bytes in base64.") { Path = path, Hint = "Bring it back from where it is kept." });
}
