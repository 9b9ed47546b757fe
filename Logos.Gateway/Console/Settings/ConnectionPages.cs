using Logos.Core.Connections;
using Logos.Core.Orchestration;
using Logos.Gateway.Access;
using Logos.Gateway.Audit;
using Logos.Gateway.Connections;
using Logos.Gateway.Console.Forms;
using Logos.Gateway.Console.Html;
using Logos.Gateway.Faults;
using Logos.Gateway.Limits;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace Logos.Gateway.Console.Settings;

/// <summary><c>/connections</c>: what nodes reach by a name. What is secret of them goes in, and never out.</summary>
internal static class ConnectionPages
{
    private const int PageSize = 200;

    public static void MapConnectionPages(this IEndpointRouteBuilder app)
    {
        app.MapGet("/connections", ListAsync).Requires(Scope.Read);
        app.MapPost("/connections", SetAsync).Requires(Scope.Admin);
        app.MapGet("/connections/{name}", ShowAsync).Requires(Scope.Admin);
        app.MapPost("/connections/{name}/delete", DeleteAsync).Requires(Scope.Admin);
    }

    private static async Task<IResult> ListAsync(string? type, string? after, RequestCaller caller, EngineAccess engine, CancellationToken cancellationToken)
    {
        // Which kind a new one is of: a link, for its fields follow from it.
        if (type is not null && caller.Scope == Scope.Admin)
            return ConnectionPage.New(ConnectionForm.Of(type, null), Typed.With([new("type", ConnectionKind.Of(type).Type)]));
        try
        {
            var page = await engine.Documents.ListAsync(caller.Workspace, Connection.Kind, string.IsNullOrEmpty(after) ? null : after, PageSize, newestFirst: false, cancellationToken);
            return ConnectionPage.List(page, caller.Scope == Scope.Admin);
        }
        catch (FormatException)
        {
            return SeeOther.At(Link.To("connections"));
        }
    }

    private static async Task<IResult> ShowAsync(string name, RequestCaller caller, EngineAccess engine, CancellationToken cancellationToken)
    {
        if (await engine.Documents.FindAsync(caller.Workspace, Connection.Kind, name, cancellationToken) is not { } found)
            return ConnectionEndpoints.Missing(name);
        var form = ConnectionForm.Of(null, found);
        return ConnectionPage.Change(found, form, form.Fresh(name));
    }

    private static async Task<IResult> SetAsync(HttpContext context, Auditor audit, EngineAccess engine, Holdings holdings, IOptions<GatewayOptions> options, CancellationToken cancellationToken)
    {
        var (given, refused) = await FormBody.ReadAsync(context, options.Value.MaxBody);
        if (given is null)
            return refused!;
        var name = given["name"].ToString().Trim();
        var isChange = given["change"] == "1";
        var found = await engine.Documents.FindAsync(audit.Workspace, Connection.Kind, name, cancellationToken);
        if (isChange && found is null)
            return ConnectionEndpoints.Missing(name);
        var form = ConnectionForm.Of(given["kind"], isChange ? found : null);
        var (body, typed) = form.Read(given);
        typed.Put("name", name);
        if (!isChange && found is not null)
            typed.Add(new(ConsoleCodes.NameTaken, $"there is a connection `{name}` already") { Path = "name", Hint = "open it to change it, or take another name" });
        if (body is not null && typed.Faults.Count == 0)
        {
            var set = await ConnectionEndpoints.SetAsync(name, body, audit, engine, holdings, cancellationToken);
            if (set.Refused is not { } wrong)
                return SeeOther.At(Link.To("connections"));
            typed.Add(new(wrong.Code, wrong.Message) { Hint = wrong.Hint, Path = wrong.Message.StartsWith("a connection's name", StringComparison.Ordinal) ? "name" : null });
        }

        return isChange ? ConnectionPage.Change(found!, form, typed) : ConnectionPage.New(form, typed);
    }

    private static async Task<IResult> DeleteAsync(string name, Auditor audit, EngineAccess engine, CancellationToken cancellationToken) =>
        await ConnectionEndpoints.DeletedAsync(name, audit, engine, cancellationToken) is { } refused ? refused : SeeOther.At(Link.To("connections"));
}
