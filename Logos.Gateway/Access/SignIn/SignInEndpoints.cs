using System.Net;
using Logos.Core.Orchestration;
using Logos.Gateway.Audit;
using Logos.Gateway.Console.Forms;
using Logos.Gateway.Console.Html;
using Logos.Gateway.Faults;
using Logos.Gateway.Requests;
using Logos.ServiceDefaults;
using Logos.ServiceDefaults.Problems;
using Logos.ServiceDefaults.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Logos.Gateway.Access.SignIn;

/// <summary><c>/sign-in</c> and <c>/sign-out</c>, for browsers.</summary>
internal static class SignInEndpoints
{
    private const int LargestForm = 4096;

    public static void MapSignIn(this IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/sign-in", [HttpMethods.Get, HttpMethods.Head], OpenAsync).WithMetadata(new OpenToAll()).ExcludeFromDescription();
        routes.MapPost("/sign-in", EnterAsync).WithMetadata(new OpenToAll()).ExcludeFromDescription();
        routes.MapPost("/sign-out", LeaveAsync).Requires(Scope.Read).ExcludeFromDescription();
    }

    private static async Task OpenAsync(HttpContext context, EngineAccess engine, TimeProvider clock, FailedSignIns failed)
    {
        Conceal(context);
        var code = context.Request.Query["code"].ToString();
        // A link is used by whoever opens it, and not by what looks whether it leads anywhere.
        if (code.Length == 0 || HttpMethods.IsHead(context.Request.Method))
        {
            await SignInPage.WriteAsync(context, 200, null);
            return;
        }

        if (!await SignInLinks.Of(engine, clock).RedeemAsync(code, (caller, used) => SessionBook.Of(engine, clock).BeginAsync(context, caller, Auditor.Of(context, caller).Row("session.begun", caller.Name, How("link")), used), context.RequestAborted))
        {
            await RefuseAsync(context, failed, new(401, AccessCodes.SignInRefused, "the link was used, has expired, or was ended with its token") { Hint = "sign in with a token" });
            return;
        }

        SeeOther(context, "/");
    }

    private static async Task EnterAsync(HttpContext context, EngineAccess engine, TimeProvider clock, FailedSignIns failed, CancellationToken cancellationToken)
    {
        Conceal(context);
        if (ForeignPage.Sends(context.Request))
        {
            await new Problem(403, GatewayCodes.ForeignOrigin, "a page of another site sent this request").ExecuteAsync(context);
            return;
        }

        var given = await TokenOfAsync(context);
        if (given.Value is not { } text)
        {
            await given.Refused!.ExecuteAsync(context);
            return;
        }

        if (await TokenBook.Of(engine, clock).FindAsync(text.Trim(), cancellationToken) is not { } token)
        {
            await RefuseAsync(context, failed, new(401, AccessCodes.SignInRefused, "the token is not known, was revoked, or has expired") { Hint = "`logos token new` makes another" });
            return;
        }

        await SessionBook.Of(engine, clock).BeginAsync(context, token.ToCaller(), Auditor.Of(context, token.ToCaller()).Row("session.begun", token.Name, How("token")));
        SeeOther(context, Link.Back(SignInPage.ReturnOf(context)).Path);
    }

    private static async Task LeaveAsync(HttpContext context, Auditor audit, EngineAccess engine, TimeProvider clock)
    {
        await SessionBook.Of(engine, clock).EndAsync(context, audit.Row("session.ended", audit.Caller.Name));
        // Pages with forms are kept for going back: not after this. Browsers take it from safe origins alone, and complain of it elsewhere.
        if (context.Request.IsHttps || LoopbackAddress.IsName(context.Request.Host.Host.Trim('[', ']')))
            context.Response.Headers["Clear-Site-Data"] = "\"cache\"";
        SeeOther(context, "/sign-in");
    }

    private static async ValueTask<Given<string>> TokenOfAsync(HttpContext context)
    {
        if (context.Request.HasJsonContentType())
        {
            var body = await TypedBody.ReadAsync(context, TokenApiJson.Default.SignInRequest, LargestForm);
            return body.Value is { Value.Token: var token } ? token : body.Refused!;
        }

        var (form, refused) = await FormBody.ReadAsync(context, LargestForm);
        return form is null ? refused! : form["token"].ToString();
    }

    private static Dictionary<string, string> How(string with) => new() { ["with"] = with };

    private static Problem TooMany(TimeSpan wait) => new(429, AccessCodes.TooManySignIns, "signing in has failed too often from this address") { RetryAfter = wait, Hint = "wait a minute" };

    // What is good signs in, however often others fail at the same address; what fails too often is not even told why.
    private static Task RefuseAsync(HttpContext context, FailedSignIns failed, Problem problem)
    {
        var address = context.Connection.RemoteIpAddress ?? IPAddress.None;
        if (failed.Wait(address) is { } wait)
        {
            problem = TooMany(wait);
        }
        else
        {
            // Ten a minute and no more: nobody fills a log with them.
            failed.Count(address);
            SignInLog.Refused(context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(SignInEndpoints)), address, RequestId.Of(context));
        }

        return AsksForPage(context.Request) ? SignInPage.WriteAsync(context, problem.Status, problem) : problem.ExecuteAsync(context);
    }

    public static bool AsksForPage(HttpRequest request) => request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);

    // Neither a cache nor the next page's server learns the code in the address.
    private static void Conceal(HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers["Referrer-Policy"] = "no-referrer";
    }

    private static void SeeOther(HttpContext context, string path)
    {
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = path;
    }
}
