using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Logos.Gateway.Webhooks;

/// <summary>Who knows a webhook's secret: <c>X-Timestamp</c> with <c>X-Signature</c>, or GitHub's <c>X-Hub-Signature-256</c>.</summary>
internal static class Signature
{
    public const string Timestamp = "timestamp";
    public const string GitHub = "github";

    private const string GitHubPrefix = "sha256=";
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(300);

    /// <summary>HMAC-SHA256 over <c>{timestamp}.{body}</c>, in lower hex.</summary>
    public static string OfV1(string secret, string timestamp, ReadOnlySpan<byte> body)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret));
        hmac.AppendData(Encoding.UTF8.GetBytes(timestamp + "."));
        hmac.AppendData(body);
        return Convert.ToHexStringLower(hmac.GetHashAndReset());
    }

    public static string OfGitHub(string secret, ReadOnlySpan<byte> body) => GitHubPrefix + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body));

    /// <param name="form">The one in which the webhook is signed; null of an older one takes both.</param>
    /// <returns>What identifies the delivery, and null; or null and what is wrong, for those alone who look after the webhook.</returns>
    public static (SignedDelivery? Delivery, string? Wrong) Check(string secret, string? form, IHeaderDictionary headers, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        var (v1, gitHub) = (headers["X-Signature"], headers["X-Hub-Signature-256"]);
        if (v1.Count > 1 || gitHub.Count > 1)
            return (null, "a signature stands in it twice");
        if (form is null && v1.Count + gitHub.Count == 0)
            return (null, "it has neither `X-Signature` with `X-Timestamp` nor `X-Hub-Signature-256`");
        return (form ?? (v1.Count == 1 ? Timestamp : GitHub)) == Timestamp ? CheckV1(secret, headers, v1, body, now) : CheckGitHub(secret, form, headers, gitHub, body);
    }

    private static (SignedDelivery? Delivery, string? Wrong) CheckGitHub(string secret, string? form, IHeaderDictionary headers, string? signature, ReadOnlySpan<byte> body)
    {
        if (signature is null)
            return (null, "it has no `X-Hub-Signature-256`, which this webhook is signed with");
        // What is signed with a timestamp begins so: sent as a body it would be good for ever.
        if (form is null && BeginsLikeV1(body))
            return (null, "its body begins like what is signed with a timestamp, which this webhook takes in that form alone");
        if (!IsSame(OfGitHub(secret, body), signature))
            return (null, "`X-Hub-Signature-256` is not the signature of the body with this webhook's secret");
        var id = IdOf(headers, "X-GitHub-Delivery") ?? IdOf(headers, "X-Delivery-Id");
        return (new(id, [id is null ? "signature:" + signature : "id:" + id]), null);
    }

    private static (SignedDelivery? Delivery, string? Wrong) CheckV1(string secret, IHeaderDictionary headers, string? signature, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        if (signature is null)
            return (null, "it has no `X-Signature`, which this webhook is signed with, together with `X-Timestamp`");
        var timestamp = headers["X-Timestamp"].ToString();
        if (!long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || seconds > 253_402_300_799)
            return (null, "`X-Timestamp` is not a number of seconds since 1970");
        if (!IsSame(OfV1(secret, timestamp, body), signature))
            return (null, "`X-Signature` is not the signature of timestamp and body with this webhook's secret");
        var age = now - DateTimeOffset.FromUnixTimeSeconds(seconds);
        if (age.Duration() > Tolerance)
            return (null, $"`X-Timestamp` is {(long)age.Duration().TotalSeconds} s {(age < TimeSpan.Zero ? "ahead" : "behind")}, and may be 300 s off");
        // The id is not signed: who repeats a request with another one is known by its signature.
        var id = IdOf(headers, "X-Delivery-Id");
        return (new(id, id is null ? ["signature:" + signature] : ["id:" + id, "signature:" + signature]), null);
    }

    private static bool BeginsLikeV1(ReadOnlySpan<byte> body) => body.IndexOfAnyExceptInRange((byte)'0', (byte)'9') is var end and > 0 && body[end] == '.';

    private static string? IdOf(IHeaderDictionary headers, string name) => headers[name] is [{ Length: > 0 and <= 200 } id] ? id : null;

    private static bool IsSame(string expected, string given) => CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(expected), Encoding.UTF8.GetBytes(given));
}

/// <param name="Keys">Whatever has one of them is this delivery again.</param>
internal sealed record SignedDelivery(string? Id, IReadOnlyList<string> Keys);
