using System.Text;

namespace Logos.Cli.Output;

/// <summary>
/// Text from a file, made safe for a terminal: an escape sequence, a bell or a change of writing direction
/// in somebody's rule must be seen and not obeyed.
/// </summary>
internal static class Visible
{
    public static string Of(string text)
    {
        if (!Needed(text))
            return text;
        var safe = new StringBuilder(text.Length + 8);
        foreach (var c in text)
        {
            if (!IsUnsafe(c)) safe.Append(c);
            else if (c is '\n' or '\r' or '\t') safe.Append(' ');
            else if (c < 0x20) safe.Append((char)(0x2400 + c));
            else safe.Append('\uFFFD');
        }

        return safe.ToString();
    }

    public static bool Needed(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (IsUnsafe(c))
                return true;
        }

        return false;
    }

    private static bool IsUnsafe(char c) => char.IsControl(c) || c is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');
}
