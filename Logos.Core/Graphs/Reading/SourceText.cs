using System.Text;
using System.Text.Unicode;
using Logos.Core.Faults;

namespace Logos.Core.Graphs.Reading;

/// <summary>From bytes to text: size, encoding, and whether it is text at all.</summary>
internal static class SourceText
{
    public static string? Decode(ReadOnlySpan<byte> bytes, FaultList faults)
    {
        if (bytes.Length > SourceLimits.MaxBytes)
        {
            faults.Add(new(CoreCodes.TooLarge, $"the file has {Mebibytes(bytes.Length)} MiB, and a definition may have {SourceLimits.MaxBytes >> 20}")
            {
                Hint = "move data out of the definition: into inputs, a table or a file that a node reads",
            });
            return null;
        }

        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || bytes.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
        {
            faults.Add(new(CoreCodes.NotText, "the file is written in UTF-16") { Line = 1, Column = 1, Hint = "save it as UTF-8" });
            return null;
        }

        if (bytes.StartsWith(Encoding.UTF8.Preamble))
            bytes = bytes[3..];
        // Binary first: an image is invalid UTF-8 as well, but that is not what its owner has to hear.
        var control = FirstControl(bytes);
        if (control >= 0)
        {
            var (line, column) = Locate(bytes, control);
            faults.Add(new(CoreCodes.NotText, $"the file is not text: the byte 0x{bytes[control]:X2} stands at offset {control}")
            {
                Line = line,
                Column = column,
                Hint = "a definition is YAML or JSON in UTF-8",
            });
            return null;
        }

        var chars = new char[Encoding.UTF8.GetMaxCharCount(bytes.Length)];
        if (Utf8.ToUtf16(bytes, chars, out var read, out var written, replaceInvalidSequences: false) != System.Buffers.OperationStatus.Done)
        {
            var (line, column) = Locate(bytes, read);
            faults.Add(new(CoreCodes.InvalidUtf8, $"the file is not valid UTF-8: the byte 0x{bytes[read]:X2} at offset {read} begins no character")
            {
                Line = line,
                Column = column,
                Hint = "save it as UTF-8",
            });
            return null;
        }

        return new(chars, 0, written);
    }

    private static int FirstControl(ReadOnlySpan<byte> bytes)
    {
        for (var i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] < 0x20 && bytes[i] is not ((byte)'\t' or (byte)'\n' or (byte)'\r') || bytes[i] == 0x7F)
                return i;
        }

        return -1;
    }

    private static (int Line, int Column) Locate(ReadOnlySpan<byte> bytes, int offset)
    {
        var before = bytes[..offset];
        var lineStart = before.LastIndexOf((byte)'\n') + 1;
        return (before.Count((byte)'\n') + 1, Encoding.UTF8.GetCharCount(before[lineStart..]) + 1);
    }

    private static int Mebibytes(int bytes) => (bytes + (1 << 20) - 1) >> 20;
}
