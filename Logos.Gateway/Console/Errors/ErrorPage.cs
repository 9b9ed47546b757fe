using Logos.Gateway.Console.Forms;
using Logos.Gateway.Console.Html;
using Logos.ServiceDefaults.Problems;
using Logos.ServiceDefaults.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Logos.Gateway.Console.Errors;

/// <summary>What a browser is told when something is wrong: the same that a program is told, as a page.</summary>
internal static class ErrorPage
{
    /// <summary>Before everything that may refuse a request.</summary>
    public static void UseErrorPages(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        if (AsksForPage(context.Request))
            context.Features.Set<ProblemPage>(problem => Of(problem, RequestId.Of(context)));
        return next(context);
    });

    private static bool AsksForPage(HttpRequest request) =>
        request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase) && !request.Path.StartsWithSegments("/api") && !request.Path.StartsWithSegments("/v1");

    private static Page Of(Problem problem, string requestId) => new(ReasonPhrases.GetReasonPhrase(problem.Status), html =>
    {
        html.Write($"<h1>");
        Prose.Write(html, Sentence(problem.Message));
        html.Write($"</h1>\n");
        if (problem.Hint is { } hint)
        {
            html.Write($"<p class=\"about\">");
            Prose.Write(html, Sentence(hint));
            html.Write($"</p>\n");
        }

        if (problem.Errors.Count > 1)
        {
            html.Write($"<ul>\n");
            foreach (var fault in problem.Errors)
            {
                html.Write($"<li>");
                FieldDrawing.Line(html, fault);
                html.Write($"</li>\n");
            }

            html.Write($"</ul>\n");
        }

        html.Write($"<dl class=\"facts\"><div><dt>Code</dt><dd><code>{problem.Code}</code></dd></div><div><dt>Status</dt><dd>{problem.Status}</dd></div><div class=\"id\"><dt>Request</dt><dd><code>{requestId}</code></dd></div></dl>\n<p><a href=\"/\" data-back>Back</a></p>\n");
    })
    {
        Status = problem.Status,
    };

    private static string Sentence(string text) => text.Length == 0 ? text : $"{char.ToUpperInvariant(text[0])}{text[1..]}{(text[^1] is '.' or '!' or '?' ? "" : ".")}";
}
