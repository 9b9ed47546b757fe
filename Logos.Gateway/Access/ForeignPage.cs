using Microsoft.AspNetCore.Http;

namespace Logos.Gateway.Access;

/// <summary>A browser says of every request that changes something where the page that sends it comes from.</summary>
internal static class ForeignPage
{
    public static bool Sends(HttpRequest request)
    {
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
            return false;
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        if (site.Length > 0)
            return site is not ("same-origin" or "none");
        var origin = request.Headers.Origin.ToString();
        return origin.Length > 0 && !string.Equals(origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase);
    }
}
