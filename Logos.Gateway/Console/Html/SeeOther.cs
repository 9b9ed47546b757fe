using Microsoft.AspNetCore.Http;

namespace Logos.Gateway.Console.Html;

/// <summary>After a form: the browser asks for another page, and sends nothing twice when that is loaded again.</summary>
internal sealed class SeeOther : IResult
{
    private readonly Link _link;

    private SeeOther(Link link) => _link = link;

    public string Path => _link.Path;

    /// <summary>What the form asks for was done when it came before.</summary>
    public bool IsAgain { get; private init; }

    public static SeeOther At(Link link) => new(link);

    public static SeeOther Again(Link link) => new(link) { IsAgain = true };

    public Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
        httpContext.Response.Headers.Location = _link.Path;
        return Task.CompletedTask;
    }
}
