using System.Buffers;
using System.Text;
using Logos.Cli.Terminals;
using Logos.Rules.Faults;

namespace Logos.Cli.Input;

/// <summary>Reads text that a stranger may have written: bounded, UTF-8 only, every refusal in words.</summary>
internal static class InputFile
{
    public const string Stdin = "-";

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static string NameOf(string path) => path == Stdin ? "<stdin>" : path;

    /// <returns>The text, or null with the fault that says why not.</returns>
    public static SourceText? Read(string path, SizeLimit limit, Terminal terminal, out Fault? fault)
    {
        var name = NameOf(path);
        var bytes = ReadBytes(path, name, limit, terminal, out fault);
        if (bytes is null)
            return null;
        var text = Decode(bytes, name, out fault);
        return text is null ? null : new SourceText(name, text);
    }

    private static byte[]? ReadBytes(string path, string name, SizeLimit limit, Terminal terminal, out Fault? fault)
    {
        fault = null;
        if (string.IsNullOrWhiteSpace(path))
        {
            fault = Told(CliCodes.FileNotFound, "the name of a file is empty", "a variable of the shell may be unset");
            return null;
        }

        var full = Path.Combine(terminal.WorkingDirectory, path);
        try
        {
            if (path == Stdin)
                return ReadBounded(terminal.Input, name, limit, out fault);
            if (Directory.Exists(full))
            {
                fault = Told(CliCodes.NotAFile, $"{name} is a folder, not a file", "name the file inside the folder");
                return null;
            }

            using var stream = new FileStream(full, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1);
            // Refused by its length, so that a file of many gigabytes costs nothing; a pipe has none and is counted.
            if (stream.CanSeek && stream.Length > limit.Bytes)
            {
                fault = TooLarge(name, limit, stream.Length);
                return null;
            }

            return ReadBounded(stream, name, limit, out fault);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            fault = Told(CliCodes.FileNotFound, $"there is no file {name}", Neighbour(full));
        }
        catch (UnauthorizedAccessException)
        {
            fault = Told(CliCodes.Unreadable, $"{name} may not be read by you", "check the file's permissions");
        }
        catch (PathTooLongException)
        {
            fault = Told(CliCodes.Unreadable, "the name of a file is too long for this system", null);
        }
        catch (Exception e) when (e is IOException or ArgumentException or NotSupportedException)
        {
            fault = Told(CliCodes.Unreadable, $"{name} cannot be read: {Reason(e.Message)}", null);
        }

        return null;
    }

    private static byte[]? ReadBounded(Stream stream, string name, SizeLimit limit, out Fault? fault)
    {
        fault = null;
        var known = stream.CanSeek ? (int)Math.Min(stream.Length, limit.Bytes) + 1 : 64 * 1024;
        var buffer = new ArrayBufferWriter<byte>(Math.Max(known, 1024));
        while (true)
        {
            var read = stream.Read(buffer.GetSpan(1024));
            if (read == 0)
                return buffer.WrittenSpan.ToArray();
            buffer.Advance(read);
            if (buffer.WrittenCount > limit.Bytes)
            {
                fault = TooLarge(name, limit, null);
                return null;
            }
        }
    }

    private static string? Decode(ReadOnlySpan<byte> bytes, string name, out Fault? fault)
    {
        fault = null;
        if (bytes.StartsWith("\uFEFF"u8))
            bytes = bytes[3..];
        else if (bytes is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..])
        {
            fault = Told(CliCodes.NotUtf8, $"{name} is UTF-16, not UTF-8", "save the file as UTF-8");
            return null;
        }

        var zero = bytes.IndexOf((byte)0);
        if (zero >= 0)
        {
            fault = Told(CliCodes.Binary, $"{name} is not text: it has a NUL byte at offset {zero}", "give a text file in UTF-8");
            return null;
        }

        try
        {
            return Strict.GetString(bytes);
        }
        catch (DecoderFallbackException e)
        {
            fault = NotUtf8(bytes, name, e.Index);
            return null;
        }
    }

    private static Fault NotUtf8(ReadOnlySpan<byte> bytes, string name, int offset)
    {
        offset = Math.Clamp(offset, 0, bytes.Length - 1);
        var before = bytes[..offset];
        var lineStart = before.LastIndexOf((byte)'\n') + 1;
        return Told(CliCodes.NotUtf8, $"{name} is not valid UTF-8: the byte 0x{bytes[offset]:X2} at offset {offset} belongs to no character",
            "save the file as UTF-8") with
        {
            Line = before.Count((byte)'\n') + 1,
            Column = Encoding.UTF8.GetCharCount(before[lineStart..]) + 1,
        };
    }

    private static Fault TooLarge(string name, SizeLimit limit, long? length) =>
        Told(CliCodes.TooLarge,
            length is { } bytes
                ? $"{name} is too large: it has {bytes / 1048576.0:0.#} MiB, and at most {limit.InWords} are read"
                : $"{name} is too large: at most {limit.InWords} are read",
            limit.Hint);

    private static string? Neighbour(string full)
    {
        var folder = Path.GetDirectoryName(full);
        if (folder is null)
            return null;
        if (File.Exists(folder))
            return $"{Path.GetFileName(folder)} is a file and no folder";
        if (!Directory.Exists(folder))
            return $"the folder {Path.GetFileName(folder)} does not exist either";
        return NearFile.DidYouMean(Path.GetFileName(full), [.. Directory.EnumerateFiles(folder).Take(1000).Select(file => Path.GetFileName(file))]);
    }

    // "Input/output error : '/the/path'": the path is said already.
    private static string Reason(string message) => message.ReplaceLineEndings(" ").Split(" : '")[0];

    private static Fault Told(ErrorCode code, string message, string? hint) => new(code.Code, message) { Hint = hint };
}
