using Logos.Gateway.Console.Html;
using Logos.ServiceDefaults;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Logos.Gateway.Console.Assets;

/// <summary><c>/assets</c>: open to all, since the page to sign in needs them too.</summary>
internal static class AssetEndpoints
{
    public static void MapAssets(this IEndpointRouteBuilder app)
    {
        foreach (var asset in Asset.All)
            app.MapGet($"/assets/{asset.Name}", context => WriteAsync(context, asset)).WithMetadata(new OpenToAll()).ExcludeFromDescription();
    }

    private static async Task WriteAsync(HttpContext context, Asset asset)
    {
        var (request, response) = (context.Request, context.Response);
        Page.Protect(response);
        response.Headers.ETag = asset.ETag;
        response.Headers.Vary = "Accept-Encoding";
        // For good only where the address names the content.
        response.Headers.CacheControl = asset.Address.EndsWith(request.QueryString.Value ?? "", StringComparison.Ordinal) && request.QueryString.HasValue
            ? "public, max-age=31536000, immutable"
            : "public, no-cache";
        if (request.Headers.IfNoneMatch.Contains(asset.ETag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        var isCompressed = request.Headers.AcceptEncoding.ToString().Contains("br", StringComparison.Ordinal);
        var content = isCompressed ? asset.Compressed : asset.Content;
        if (isCompressed)
            response.Headers.ContentEncoding = "br";
        response.ContentType = asset.Type;
        response.ContentLength = content.Length;
        await response.Body.WriteAsync(content, context.RequestAborted);
    }
}
