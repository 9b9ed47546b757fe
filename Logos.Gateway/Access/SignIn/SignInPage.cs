using System.Globalization;
using System.Net;
using System.Text;
using Logos.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http;

namespace Logos.Gateway.Access.SignIn;

/// <summary>The form that takes a token. It needs no script and nothing from elsewhere.</summary>
internal static class SignInPage
{
    public static Task WriteAsync(HttpContext context, int status, Problem? problem)
    {
        var told = problem is null ? "" : $"""<p role="alert">{WebUtility.HtmlEncode(Sentence(problem))}</p>""";
        var page = $$"""
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Sign in - Logos</title>
            <style>body{font:16px/1.5 system-ui,sans-serif;max-width:26rem;margin:12vh auto;padding:0 1rem;color-scheme:light dark}input,button{font:inherit;padding:.5rem;width:100%;box-sizing:border-box;margin-top:.5rem}[role=alert]{border-left:4px solid #c33;padding-left:.75rem}</style></head>
            <body><main><h1>Logos</h1>{{told}}
            <form method="post" action="/sign-in"><label>Token<input type="password" name="token" autocomplete="current-password" required autofocus></label><button>Sign in</button></form>
            <p><code>logos up</code> prints a link that signs in; <code>logos token new</code> makes a token.</p></main></body></html>
            """;
        var response = context.Response;
        response.StatusCode = status;
        response.ContentType = "text/html; charset=utf-8";
        response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";
        response.Headers.XContentTypeOptions = "nosniff";
        if (problem?.RetryAfter is { } after)
            response.Headers.RetryAfter = ((long)Math.Ceiling(after.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        var bytes = Encoding.UTF8.GetBytes(page);
        response.ContentLength = bytes.Length;
        return response.Body.WriteAsync(bytes, context.RequestAborted).AsTask();
    }

    private static string Sentence(Problem problem) => $"{char.ToUpperInvariant(problem.Message[0])}{problem.Message[1..]}. {problem.Code}";
}
