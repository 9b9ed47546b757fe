using System.Globalization;
using System.Text;

namespace Logos.Workers.Db.Mongo.Wire;

/// <summary>
/// A password as RFC 4013 has it compared, as far as this runtime goes: without globalization data it knows no NFKC, so that
/// what is not in that form (composed, as keyboards type it) stays as it is.
/// </summary>
internal static class SaslPrep
{
    public static string Of(string password)
    {
        if (Ascii.IsValid(password))
            return password;
        var mapped = new StringBuilder(password.Length);
        foreach (var c in password)
        {
            if (c > 0x7f && char.GetUnicodeCategory(c) == UnicodeCategory.SpaceSeparator)
                mapped.Append(' ');
            else if (!IsNothing(c))
                mapped.Append(c);
        }

        return mapped.ToString();
    }

    // RFC 3454, table B.1.
    private static bool IsNothing(char c) =>
        c is '\u00AD' or '\u034F' or '\u1806' or (>= '\u180B' and <= '\u180D') or (>= '\u200B' and <= '\u200D') or '\u2060' or (>= '\uFE00' and <= '\uFE0F') or '\uFEFF';
}
