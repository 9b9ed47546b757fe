using System.Text;
using Logos.Rules.Values;

namespace Logos.Cli.Grl;

/// <summary>Says what is wrong with a text that is not JSON, from where its reader stopped.</summary>
internal static class JsonProblem
{
    public static string At(ReadOnlySpan<byte> utf8, int offset)
    {
        var (depth, open) = Before(utf8[..Math.Min(offset, utf8.Length)]);
        if (utf8.Trim(" \t\r\n"u8).IsEmpty)
            return "it is empty";
        if (offset >= utf8.Length)
            return open ? "a text has no closing quote" : depth > 0 ? "it ends before its last bracket is closed" : "it ends in the middle of a value";
        var c = utf8[offset];
        if (depth >= ValueJson.MaxDepth && c is (byte)'[' or (byte)'{')
            return $"it is nested more than {ValueJson.MaxDepth} levels deep";
        if (open)
            return c < 0x20 ? "a line ends, or a control character stands, inside a text; they are written \\n, \\t or \\u0001" : "a backslash stands before a character that it does not go with";
        var found = Encoding.UTF8.GetString(utf8.Slice(offset, Math.Min(4, utf8.Length - offset))).EnumerateRunes().First();
        return c switch
        {
            (byte)'/' or (byte)'#' => "comments are not part of JSON",
            (byte)'\'' => "texts stand in double quotes",
            (byte)'}' or (byte)']' when Previous(utf8, offset) == ',' => $"a comma stands before `{(char)c}`",
            _ when depth == 0 && Previous(utf8, offset) is not '\0' => $"`{found}` stands behind the end of the value",
            < 0x20 => "a character stands here that means nothing",
            _ => $"`{found}` does not fit here",
        };
    }

    private static char Previous(ReadOnlySpan<byte> utf8, int offset)
    {
        var before = utf8[..offset].TrimEnd(" \t\r\n"u8);
        return before.IsEmpty ? '\0' : (char)before[^1];
    }

    private static (int Depth, bool Open) Before(ReadOnlySpan<byte> utf8)
    {
        var (depth, open) = (0, false);
        for (var i = 0; i < utf8.Length; i++)
        {
            switch (utf8[i])
            {
                case (byte)'\\' when open:
                    i++;
                    break;
                case (byte)'"':
                    open = !open;
                    break;
                case (byte)'[' or (byte)'{' when !open:
                    depth++;
                    break;
                case (byte)']' or (byte)'}' when !open:
                    depth--;
                    break;
            }
        }

        return (depth, open);
    }
}
