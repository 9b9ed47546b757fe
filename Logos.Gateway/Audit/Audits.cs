using Logos.Core.Orchestration;
using Logos.Gateway.Console.Html;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Logos.Gateway.Audit;

/// <summary>For routes whose change is no document: the row is written when it has happened, before that is answered.</summary>
internal static class Audits
{
    /// <summary>Of a page's form: it leads on when it has done what was asked, and else shows itself again.</summary>
    public static string? WhenDone(object? outcome) => outcome is SeeOther { IsAgain: false } ? "" : null;

    /// <param name="action">Such as <c>graph.deleted</c>.</param>
    /// <param name="target">From the outcome, null where nothing has changed; else it is what the path names.</param>
    public static RouteHandlerBuilder Audited(this RouteHandlerBuilder route, string action, Func<object?, string?>? target = null) =>
        route.AddEndpointFilter(async (invocation, next) =>
        {
            var result = await next(invocation);
            var outcome = result is INestedHttpResult nested ? nested.Result : result;
            if (outcome is IStatusCodeHttpResult { StatusCode: >= 400 })
                return result;
            var context = invocation.HttpContext;
            if ((target is null ? "" : target(outcome)) is not { } named)
                return result;
            var name = named.Length > 0 ? named : context.GetRouteValue("id")?.ToString() ?? "";
            var auditor = (await Auditor.BindAsync(context))!;
            // It has happened: who does not wait for the answer any more has changed it all the same.
            await context.RequestServices.GetRequiredService<EngineAccess>().Documents.WriteAsync([auditor.Row(action, name)], CancellationToken.None);
            return result;
        });
}
