using System.Text.Json;
using Logos.Core.Documents;
using Logos.Gateway.Access;
using Logos.ServiceDefaults.Requests;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Logos.Gateway.Audit;

/// <summary>Writes down who changed what, for a handler that takes it as a parameter: its row goes into the batch of the change.</summary>
internal sealed class Auditor(RequestCaller caller, string requestId, TimeProvider clock, TimeSpan keep)
{
    public RequestCaller Caller => caller;

    public string Workspace => caller.Workspace;

    public DateTimeOffset Now => clock.GetUtcNow();

    public DocumentWrite Row(string action, string target, IReadOnlyDictionary<string, string>? details = null)
    {
        var now = clock.GetUtcNow();
        var row = new AuditRow(Guid.CreateVersion7(now), now, caller.Name, caller.Token, action, target, requestId, details);
        return new(caller.Workspace, AuditRow.Kind, row.Id.ToString(), JsonSerializer.SerializeToUtf8Bytes(row, AuditJson.Default.AuditRow)) { ExpiresAt = now + keep };
    }

    public DocumentWrite TokenCreated(Token token) =>
        Row("token.created", token.Id, new Dictionary<string, string> { ["name"] = token.Name, ["scope"] = ScopeNames.Of(token.Scope) });

    public static ValueTask<Auditor?> BindAsync(HttpContext context)
    {
        var caller = context.Features.Get<RequestCaller>() ?? throw new InvalidOperationException("The route asks nobody who they are.");
        return new(Of(context, caller));
    }

    /// <summary>For who writes the folder of a server that is stopped: nobody who could be asked, and no request.</summary>
    public static Auditor Offline(string by, TimeProvider clock) =>
        new(new(by, GatewayOptions.DefaultWorkspace, Scope.Admin, [], null), "", clock, new GatewayOptions().AuditAge);

    /// <summary>For what a server does by itself, without a request.</summary>
    public static Auditor OfServer(TimeProvider clock, TimeSpan keep) => new(new("server", GatewayOptions.DefaultWorkspace, Scope.Admin, [], null), "", clock, keep);

    /// <summary>For a route that finds out itself who is there.</summary>
    public static Auditor Of(HttpContext context, RequestCaller caller)
    {
        var services = context.RequestServices;
        return new(caller, RequestId.Of(context), services.GetRequiredService<TimeProvider>(), services.GetRequiredService<IOptions<GatewayOptions>>().Value.AuditAge);
    }
}
