using System.Net;
using System.Text;
using System.Text.Encodings.Web;

namespace Logos.Workers.Running;

/// <summary>The forms in which a secret shows in other texts: quoted, in an address, in Base64, line by line.</summary>
internal static class SecretForms
{
    private const int ShortestPart = 8;

    public static IEnumerable<string> Of(string secret)
    {
        yield return secret;
        yield return secret.Trim();
        yield return JavaScriptEncoder.Default.Encode(secret);
        yield return JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(secret);
        yield return Uri.EscapeDataString(secret);
        yield return WebUtility.UrlEncode(secret);
        yield return WebUtility.HtmlEncode(secret);
        var lines = secret.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        foreach (var line in lines.Where(line => lines.Length > 1 && line.Length >= ShortestPart))
            yield return line;
        foreach (var part in InBase64(Encoding.UTF8.GetBytes(secret)))
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
