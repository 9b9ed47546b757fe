using System.Globalization;
using System.Text;

namespace Logos.ServiceDefaults.Terminals;

/// <summary>
/// Text from a file, made safe for a terminal: an escape sequence, a bell, a change of writing direction
/// or a character that nobody sees in somebody's rule must be seen and not obeyed.
/// </summary>
public static class Visible
{
    public static string Of(string text)
    {
        if (!Needed(text))
            return text;
        var safe = new StringBuilder(text.Length + 8);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (!IsUnsafe(text, i)) safe.Append(c);
            else if (c is '\n' or '\r' or '\t') safe.Append(' ');
            else if (c < 0x20) safe.Append((char)(0x2400 + c));
            else Escape(safe, c);
        }

        return safe.ToString();
    }

    /// <summary>JSON in which the same characters are escaped: its meaning stays, and a reader sees them.</summary>
    public static string OfJson(string json)
    {
        if (!Needed(json))
            return json;
        var safe = new StringBuilder(json.Length + 8);
        for (var i = 0; i < json.Length; i++)
        {
            if (IsUnsafe(json, i)) Escape(safe, json[i]);
            else safe.Append(json[i]);
        }

        return safe.ToString();
    }

    public static bool Needed(ReadOnlySpan<char> text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (IsUnsafe(text, i))
                return true;
        }

        return false;
    }

    private static void Escape(StringBuilder to, char c) => to.Append("\\u").Append(((int)c).ToString("X4", CultureInfo.InvariantCulture));

    private static bool IsUnsafe(ReadOnlySpan<char> text, int at) => text[at] switch
    {
        < ' ' or (>= '\u007F' and <= '\u009F') => true,
        < '\u00AD' => false,
        // Joiners are part of emoji and of some scripts; among Latin letters they only hide.
        '\u200C' or '\u200D' => at == 0 || text[at - 1] < '\u0250',
        '\u00AD' or '\u034F' or '\u061C' or '\u115F' or '\u1160' or '\u180E' or '\u200B' or '\u200E' or '\u200F' => true,
        (>= '\u2028' and <= '\u202E') or (>= '\u2060' and <= '\u206F') or '\u3164' or '\uFEFF' or '\uFFA0' or (>= '\uFFF9' and <= '\uFFFB') => true,
        // The tags of U+E0000 to U+E007F.
        '\uDB40' => at + 1 < text.Length && text[at + 1] is >= '\uDC00' and <= '\uDC7F',
        >= '\uDC00' and <= '\uDC7F' => at > 0 && text[at - 1] == '\uDB40',
        _ => false,
    };
}
