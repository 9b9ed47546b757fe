using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;

namespace Logos.Workers.Running;

/// <summary>
/// The forms in which a secret shows in other texts: quoted, in an address, in Base64 and hex, hashed, line by line.
/// They are looked for without regard to case, which stands for the forms in upper and lower case.
/// </summary>
internal static class SecretForms
{
    private const int ShortestPart = 8;

    public static IEnumerable<string> Of(string secret)
    {
        foreach (var text in new[] { secret, secret.Trim(), secret.ToUpperInvariant(), secret.ToLowerInvariant() }.Distinct(StringComparer.Ordinal))
        {
            foreach (var form in Written(text))
                yield return form;
        }

        var lines = secret.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        foreach (var line in lines.Where(line => lines.Length > 1 && line.Length >= ShortestPart))
            yield return line;
    }

    private static IEnumerable<string> Written(string text)
    {
        yield return text;
        yield return JavaScriptEncoder.Default.Encode(text);
        yield return JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(text);
        yield return Uri.EscapeDataString(text);
        yield return WebUtility.UrlEncode(text);
        yield return WebUtility.HtmlEncode(text);
        yield return HtmlEncoder.Default.Encode(text);
        var bytes = Encoding.UTF8.GetBytes(text);
        // What a short secret hashes to is found by trying.
        yield return Convert.ToHexString(SHA256.HashData(bytes));
        if (bytes.Length * 2 >= ShortestPart)
            yield return Convert.ToHexString(bytes);
        foreach (var part in InBase64(bytes))
            yield return part;
    }

    // Inside a longer text, such as `user:password`, its bytes may begin at any third of a group: the characters
    // that it does not share with its neighbours are the same wherever it stands.
    private static IEnumerable<string> InBase64(byte[] bytes)
    {
        for (var offset = 0; offset < 3; offset++)
        {
            var text = Convert.ToBase64String([.. new byte[offset], .. bytes]).TrimEnd('=');
            var end = (offset + bytes.Length) * 8 / 6;
            var begin = (offset * 8 + 5) / 6;
            if (end - begin < ShortestPart)
                continue;
            yield return text[begin..end];
            yield return text[begin..end].Replace('+', '-').Replace('/', '_');
        }
    }
}
