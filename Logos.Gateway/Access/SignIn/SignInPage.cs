using System.Globalization;
using Logos.Gateway.Console.Html;
using Logos.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Logos.Gateway.Access.SignIn;

/// <summary>The form that takes a token.</summary>
internal static class SignInPage
{
    public static Task WriteAsync(HttpContext context, int status, Problem? problem)
    {
        if (problem?.RetryAfter is { } after)
            context.Response.Headers.RetryAfter = ((long)Math.Ceiling(after.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        return new Page("Sign in", html => Write(html, problem, ReturnOf(context))) { Status = status, IsBare = true }.ExecuteAsync(context);
    }

    /// <summary>Where the browser was on its way to, as it says itself: <see cref="Link.Back"/> tells whether it may go there.</summary>
    public static string? ReturnOf(HttpContext context) =>
        context.Features.Get<IFormFeature>()?.Form?["return"].ToString() is { Length: > 0 } sent ? sent : context.Request.Query["return"].ToString();

    private static void Write(HtmlWriter html, Problem? problem, string? back)
    {
        html.Write($"<div class=\"narrow\"><h1>Sign in</h1>\n");
        if (problem is not null)
        {
            html.Write($"<p class=\"wrong\" role=\"alert\">");
            Prose.Write(html, $"{char.ToUpperInvariant(problem.Message[0])}{problem.Message[1..]}.");
            html.Write($" <code class=\"code\">{problem.Code}</code></p>\n");
        }

        html.Write($"""
            <form method="post" action="/sign-in">
            <input type="hidden" name="return" value="{back}">
            <div class="field"><label for="token">Token</label>
            <input type="password" id="token" name="token" autocomplete="current-password" required autofocus></div>
            <p class="buttons"><button class="good">Sign in</button></p>
            </form>
            <p class="about">The server prints a link that signs in when it starts. <code>logos token new</code> makes a token.</p>
            </div>

            """);
    }
}
