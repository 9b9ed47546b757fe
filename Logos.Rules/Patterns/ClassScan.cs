namespace Logos.Rules.Patterns;

/// <summary>
/// Where a character class ends, read step by step as the runtime's own parser does (ScanCharClass of
/// System.Text.RegularExpressions): what a `[` or a `-` means depends on whether a range was begun before it.
/// </summary>
internal static class ClassScan
{
    /// <param name="text">A pattern that is well-formed.</param>
    /// <param name="at">Behind the `[`.</param>
    /// <returns>Behind the `]`.</returns>
    public static int End(string text, int at)
    {
        if (text[at] == '^')
            at++;
        var inRange = false;
        for (var first = true; ; first = false)
        {
            var (c, escaped) = (text[at++], false);
            if (c == ']' && !first)
                return at;
            if (c == '\\')
            {
                c = text[at++];
                if (c is 'p' or 'P')
                    at = text.IndexOf('}', at) + 1;
                if (c is 'd' or 'D' or 's' or 'S' or 'w' or 'W' or 'p' or 'P')
                    continue;
                // A dash that is escaped ends a range, and begins none.
                if (c == '-')
                {
                    inRange = false;
                    continue;
                }

                at += LengthBehind(text, at - 1);
                escaped = true;
            }

            if (inRange)
            {
                inRange = false;
                if (c == '[' && !escaped)
                    at = End(text, at);
            }
            else if (text[at] == '-' && text[at + 1] != ']')
            {
                inRange = true;
                at++;
            }
            else if (c == '-' && !escaped && !first && text[at] == '[')
            {
                at = End(text, at + 1);
            }
        }
    }

    /// <returns>How much of what stands behind the letter of an escape, which is at the place, belongs to it.</returns>
    public static int LengthBehind(string text, int at)
    {
        switch (text[at])
        {
            case 'x':
                return 2;
            case 'u':
                return 4;
            case 'c':
                return 1;
            case >= '0' and <= '7':
                var digits = 0;
                while (digits < 2 && at + digits + 1 < text.Length && text[at + digits + 1] is >= '0' and <= '7')
                    digits++;
                return digits;
            default:
                return 0;
        }
    }
}
