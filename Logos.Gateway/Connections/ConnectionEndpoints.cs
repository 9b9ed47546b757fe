using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Logos.Core.Connections;
using Logos.Core.Documents;
using Logos.Core.Orchestration;
using Logos.Core.Secrets;
using Logos.Gateway.Access;
using Logos.Gateway.Audit;
using Logos.Gateway.Faults;
using Logos.Gateway.Limits;
using Logos.Gateway.OpenApi;
using Logos.Gateway.Requests;
using Logos.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Logos.Gateway.Connections;

/// <summary><c>/api/v1/connections</c>: what is secret of them goes in, and never out.</summary>
internal static partial class ConnectionEndpoints
{
    public static void MapConnections(this IEndpointRouteBuilder api)
    {
        var connections = api.MapGroup("/connections").WithTags("connections").KnowsItsQuery();
        connections.MapGet("", ListAsync).Requires(Scope.Read).Produces<JsonObject>()
            .Tells(new("Lists the connections, without what is secret in them.") { Query = ["limit", "after"], Answer = """{"items":[{"name":"oms","type":"postgres","host":"db.example","database":"oms","user":"reader"}]}""" });
        connections.MapGet("/{name}", FindAsync).Requires(Scope.Read).Produces<JsonObject>()
            .Tells(new("Shows a connection, without what is secret in it.") { Answer = """{"name":"oms","type":"postgres","host":"db.example","database":"oms","user":"reader"}""" });
        connections.MapPut("/{name}", PutAsync).Requires(Scope.Admin).Accepts<JsonObject>("application/json").Produces<JsonObject>().Produces<JsonObject>(201)
            .Tells(new("Sets a connection.") { Body = """{"type":"postgres","host":"db.example","database":"oms","user":"reader","password":"…"}""", Answer = """{"name":"oms","type":"postgres","host":"db.example","database":"oms","user":"reader"}""" });
        connections.MapDelete("/{name}", DeleteAsync).Requires(Scope.Admin)
            .Tells(new("Deletes a connection.") { Status = 204 });
    }

    private static async Task<Results<JsonHttpResult<JsonObject>, Problem>> ListAsync(HttpContext context, RequestCaller caller, EngineAccess engine, CancellationToken cancellationToken)
    {
        var read = await DocumentList.ReadAsync(context, engine.Documents, caller.Workspace, Connection.Kind, newestFirst: false, cancellationToken);
        if (read.Value is not { } page)
            return read.Refused!;
        var list = new JsonObject { ["items"] = new JsonArray([.. page.Items.Select(ConnectionBody.Show)]) };
        if (page.Next is not null)
            list["next"] = page.Next;
        return Answer(list);
    }

    private static async Task<Results<JsonHttpResult<JsonObject>, Problem>> FindAsync(string name, RequestCaller caller, EngineAccess engine, CancellationToken cancellationToken) =>
        await engine.Documents.FindAsync(caller.Workspace, Connection.Kind, name, cancellationToken) is { } found ? Answer(ConnectionBody.Show(found)) : Missing(name);

    private static async Task<Results<JsonHttpResult<JsonObject>, Problem>> PutAsync(string name, HttpContext context, Auditor audit, EngineAccess engine, Holdings holdings, CancellationToken cancellationToken)
    {
        if (BadName(name) is { } bad)
            return bad;
        var sent = await TypedBody.ReadAsync(context, ConnectionApiJson.Default.JsonObject);
        if (sent.Value is not { Value: var given })
            return sent.Refused!;
        if (ConnectionBody.Read(given, out var wrong) is not { } body)
            return new Problem(422, ConnectionCodes.BadConnection, wrong!);
        var set = await SetAsync(name, body, audit, engine, holdings, cancellationToken);
        return set.Value is { } now ? Answer(ConnectionBody.Show(now), now.Version == 1 ? 201 : 200) : set.Refused!;
    }

    internal static async ValueTask<Given<Document>> SetAsync(string name, ConnectionBody body, Auditor audit, EngineAccess engine, Holdings holdings, CancellationToken cancellationToken)
    {
        if (BadName(name) is { } bad)
            return bad;
        // What is sealed is sealed for the version that it becomes: who comes second does it anew.
        for (var tries = 0; tries < 8; tries++)
        {
            var before = await engine.Documents.FindAsync(audit.Workspace, Connection.Kind, name, cancellationToken);
            if (before is null && await holdings.ConnectionAsync(audit.Workspace, cancellationToken) is { } tooMany)
                return tooMany;
            var secrets = new Dictionary<string, string>(body.Secrets);
            foreach (var member in body.Kept)
            {
                try
                {
                    if (before is null || Connection.Read(before).Open(engine.Keys, before, member) is not { } value)
                        return new Problem(422, ConnectionCodes.BadConnection, $"`{member}` is to stay as it is, and is not set");
                    secrets.Add(member, value);
                }
                catch (UnreadableSecretException e)
                {
                    return new Problem(422, ConnectionCodes.BadConnection, e.Message) { Hint = $"give `{member}` anew" };
                }
            }

            var write = Connection.Write(engine.Keys, audit.Workspace, name, before?.Version ?? 0, body.Type, (JsonObject)body.Settings.DeepClone(), secrets);
            if (await engine.Documents.WriteAsync([write, audit.Row("connection.set", name, new Dictionary<string, string> { ["type"] = body.Type })], cancellationToken) is not null)
                continue;
            var now = await engine.Documents.FindAsync(audit.Workspace, Connection.Kind, name, cancellationToken);
            return now is null ? Missing(name) : now;
        }

        return new Problem(409, SecretCodes.ChangedMeanwhile, $"others keep changing the connection `{name}`");
    }

    private static async Task<Results<NoContent, Problem>> DeleteAsync(string name, Auditor audit, EngineAccess engine, CancellationToken cancellationToken) =>
        await DeletedAsync(name, audit, engine, cancellationToken) is { } refused ? refused : TypedResults.NoContent();

    internal static async ValueTask<Problem?> DeletedAsync(string name, Auditor audit, EngineAccess engine, CancellationToken cancellationToken)
    {
        if (await engine.Documents.FindAsync(audit.Workspace, Connection.Kind, name, cancellationToken) is null)
            return Missing(name);
        await engine.Documents.WriteAsync([new(audit.Workspace, Connection.Kind, name, null), audit.Row("connection.deleted", name)], cancellationToken);
        return null;
    }

    private static JsonHttpResult<JsonObject> Answer(JsonObject shown, int status = 200) => TypedResults.Json(shown, ConnectionApiJson.Default.JsonObject, statusCode: status);

    private static Problem? BadName(string name) =>
        Name().IsMatch(name) ? null : new(422, ConnectionCodes.BadConnection, "a connection's name is a letter, then up to 127 letters, digits, `_` and `-`");

    internal static Problem Missing(string name) => new(404, ConnectionCodes.NoSuchConnection, $"there is no connection `{name}`");

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9_-]{0,127}\z")]
    private static partial Regex Name();
}
