using Logos.Core.Secrets;
using Logos.Workers.Faults;
using Logos.Workers.Running;

namespace Logos.Workers.Io.Outbound;

/// <summary>What becomes of a request when the answer sends it elsewhere.</summary>
public static class Redirects
{
    internal static bool IsOne(OutboundAnswer answer) => answer.Status is 301 or 302 or 303 or 307 or 308 && answer.Header("Location") is not null;

    public static OutboundRequest Next(OutboundRequest request, OutboundAnswer answer)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(answer);
        if (!Uri.TryCreate(request.Uri, answer.Header("Location"), out var target))
            throw FailureException.Permanent(WorkersCodes.BadRedirect, $"{request.Uri.Host} redirects to what is no address");
        if (request.Uri.Scheme == "https" && target.Scheme == "http")
            throw FailureException.Permanent(WorkersCodes.BadRedirect, $"{request.Uri.Host} redirects from https to http, which is not followed");
        var next = request with { Uri = target };
        // RFC 9110, 15.4: after 303, and by custom after 301 and 302, what follows a POST is a GET.
        var turnsIntoGet = answer.Status == 303 ? request.Method != HttpMethod.Head && request.Method != HttpMethod.Get : answer.Status is 301 or 302 && request.Method == HttpMethod.Post;
        if (turnsIntoGet)
            next = next with { Method = HttpMethod.Get, Body = null, ContentType = null };
        return IsSameOrigin(request.Uri, target) ? next : next with { Headers = [.. next.Headers.Where(header => !IsPrivate(request, header.Key))] };
    }

    private static bool IsPrivate(OutboundRequest request, string header) =>
        SecretNames.MayBeSecretHeader(header) || request.Private.Contains(header, StringComparer.OrdinalIgnoreCase);

    private static bool IsSameOrigin(Uri one, Uri other) =>
        one.Scheme == other.Scheme && one.Port == other.Port && string.Equals(one.IdnHost, other.IdnHost, StringComparison.OrdinalIgnoreCase);
}
