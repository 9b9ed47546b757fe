using Logos.Core.Graphs;
using Logos.Core.Graphs.Planning;
using Logos.Core.Graphs.Planning.Rendering;
using Logos.Core.Graphs.Reading;
using Logos.Core.Graphs.Storage;
using Logos.Core.Graphs.Writing;
using Logos.Core.Orchestration;
using Logos.Gateway.Access;
using Logos.Gateway.Audit;
using Logos.Gateway.Idempotency;
using Logos.Gateway.OpenApi;
using Logos.Gateway.Requests;
using Logos.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using System.Text;
using System.Text.Json;

namespace Logos.Gateway.Graphs;

/// <summary><c>/api/v1/graphs</c>.</summary>
internal static class GraphEndpoints
{
    private const string Yaml = "application/yaml; charset=utf-8";

    public static void AddGraphs(this IHostApplicationBuilder builder) =>
        builder.Services.ConfigureHttpJsonOptions(options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, GraphJson.Default));

    public static void MapGraphs(this IEndpointRouteBuilder api)
    {
        var graphs = api.MapGroup("/graphs").WithTags("graphs");
        graphs.MapPost("", SaveAsync).Requires(Scope.Admin).Audited("graph.saved", Saved).Produces<GraphSaved>(StatusCodes.Status201Created).Produces<GraphSaved>()
            .Tells(new("Saves a graph, as a new version if its content is new.") { Body = Examples.Json, Yaml = Examples.Yaml, Status = 201, TakesKey = true, Answer = """{"id":"0199f1a0-7c00-7000-8000-000000000000","name":"hello","version":1,"levels":[["greet"]],"warnings":[]}""" });
        graphs.MapGet("", ListAsync).Requires(Scope.Read)
            .Tells(new("Lists the graphs of the workspace, by name.") { Query = ["limit", "after"], Answer = """{"items":[{"id":"0199f1a0-7c00-7000-8000-000000000000","name":"hello","version":1,"nodes":1,"created_at":"2026-01-31T08:00:00Z"}]}""" });
        graphs.MapPost("/validate", ValidateAsync).Requires(Scope.Read).Produces<GraphValid>()
            .Tells(new("Says what is wrong with a graph, and stores nothing.") { Body = Examples.Json, Yaml = Examples.Yaml, Answer = """{"valid":true,"levels":[["greet"]],"warnings":[]}""" });
        graphs.MapGet("/{id}", FindAsync).Requires(Scope.Read).Produces<GraphDetail>()
            .Tells(new("Shows a graph, by its name or its id.") { Query = ["version", "format"], Answer = $$$"""{"id":"0199f1a0-7c00-7000-8000-000000000000","name":"hello","version":1,"nodes":1,"created_at":"2026-01-31T08:00:00Z","content_hash":"5c0f…","inputs":{"name":{"type":"string","default":"world"}},"definition":{{{Examples.Json}}}}""" });
        graphs.MapDelete("/{id}", DeleteAsync).Requires(Scope.Admin).Audited("graph.deleted")
            .Tells(new("Deletes a graph. What has begun goes on.") { Status = 204 });
        graphs.MapGet("/{id}/versions", VersionsAsync).Requires(Scope.Read)
            .Tells(new("Lists the versions of a graph, the newest first.") { Query = ["limit", "after"], Answer = """{"items":[{"version":1,"content_hash":"5c0f…","created_at":"2026-01-31T08:00:00Z","current":true}]}""" });
        graphs.MapGet("/{id}/plan", PlanAsync).Requires(Scope.Read)
            .Tells(new("Shows how a graph runs: levels, the critical path, segments, pools, effects.") { Query = ["version", "format"], Answer = """{"graph":"hello","levels":[["greet"]],"critical_path":{"nodes":["greet"],"expected_ms":null},"segments":[],"pools":{"rule":1},"external_effects":[],"connections":[],"secrets":[],"graphs":[],"edges":[]}""" });
    }

    // The same content again is no change, and neither is the same answer.
    private static string? Saved(object? outcome) =>
        outcome is KeptAnswer { Version: 0, Status: StatusCodes.Status201Created, Location: { } location } ? location[(location.LastIndexOf('/') + 1)..] : null;

    private static async Task<IResult> SaveAsync(HttpContext context, RequestCaller caller, EngineAccess engine, IOptions<GatewayOptions> options, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (new Query(context).Refusal() is { } wrong)
            return wrong;
        var given = await GraphBody.ReadAsync(context, engine.Types, options.Value.MaxGraph);
        if (given.Value is not { } body)
            return given.Refused!;
        using var worked = body;
        var named = IdempotencyKey.Of(context, caller, body.Utf8.Span, clock);
        if (named.Refused is { } noKey)
            return noKey;
        return named.Value is { } key
            ? await key.OnceAsync(engine.Documents, () => SavedAsync(caller, engine, body, cancellationToken), cancellationToken)
            : await SavedAsync(caller, engine, body, cancellationToken);
    }

    private static async ValueTask<KeptAnswer> SavedAsync(RequestCaller caller, EngineAccess engine, GraphBody body, CancellationToken cancellationToken)
    {
        var before = await engine.Graphs.FindAsync(caller.Workspace, body.Graph.Name, 0, cancellationToken);
        var saved = await engine.Graphs.SaveAsync(caller.Workspace, body.Graph, cancellationToken);
        var answer = new GraphSaved(saved.Id, saved.Name, saved.Version, PlanLevels.Of(GraphPlan.Build(body.Graph, engine.Types)), Warning.Of(body.Warnings));
        var json = new RawJson(JsonSerializer.SerializeToUtf8Bytes(answer, GraphJson.Default.GraphSaved));
        return saved.Version == before?.Version ? new(StatusCodes.Status200OK, null, json, null) : new(StatusCodes.Status201Created, $"/api/v1/graphs/{saved.Name}?version={saved.Version}", json, null);
    }

    private static async Task<Results<Ok<Listed<GraphItem>>, Problem>> ListAsync(HttpContext context, RequestCaller caller, EngineAccess engine, CancellationToken cancellationToken)
    {
        var query = new Query(context);
        var page = query.Page();
        if (query.Refusal() is { } wrong)
            return wrong;
        if (!GraphPlaces.TryName(page.After, out var after))
            return Page.Refusal();
        var all = await engine.Graphs.ListAsync(caller.Workspace, cancellationToken);
        var items = all.Where(graph => after is null || string.CompareOrdinal(graph.Name, after) > 0).Take(page.Limit + 1).ToList();
        return TypedResults.Ok(new Listed<GraphItem>([.. items.Take(page.Limit).Select(GraphItem.Of)], items.Count > page.Limit ? GraphPlaces.Of(items[page.Limit - 1].Name) : null));
    }

    private static async Task<IResult> ValidateAsync(HttpContext context, EngineAccess engine, IOptions<GatewayOptions> options)
    {
        if (new Query(context).Refusal() is { } wrong)
            return wrong;
        var given = await GraphBody.ReadAsync(context, engine.Types, options.Value.MaxGraph);
        using var body = given.Value;
        return body is not null
            ? TypedResults.Ok(new GraphValid(true, PlanLevels.Of(GraphPlan.Build(body.Graph, engine.Types)), Warning.Of(body.Warnings)))
            : given.Refused!;
    }

    private static async Task<IResult> FindAsync(string id, HttpContext context, RequestCaller caller, EngineAccess engine, CancellationToken cancellationToken)
    {
        var query = new Query(context);
        var (version, format) = (GraphLookup.Version(query), query.OneOf("format", "json", "json", "yaml"));
        if (query.Refusal() is { } wrong)
            return wrong;
        var found = await GraphLookup.FindAsync(engine, caller.Workspace, id, version, cancellationToken);
        if (found.Value is not { } graph)
            return found.Refused!;
        return format == "yaml" ? TypedResults.Text(ToYaml(graph, engine), Yaml) : TypedResults.Ok(GraphDetail.Of(graph));
    }

    private static async Task<Results<NoContent, Problem>> DeleteAsync(string id, HttpContext context, RequestCaller caller, EngineAccess engine, CancellationToken cancellationToken)
    {
        if (new Query(context).Refusal() is { } wrong)
            return wrong;
        return await engine.Graphs.DeleteAsync(caller.Workspace, id, cancellationToken) ? TypedResults.NoContent() : GraphLookup.NotThere(id);
    }

    private static async Task<Results<Ok<Listed<GraphVersion>>, Problem>> VersionsAsync(string id, HttpContext context, RequestCaller caller, EngineAccess engine, CancellationToken cancellationToken)
    {
        var query = new Query(context);
        var page = query.Page();
        if (query.Refusal() is { } wrong)
            return wrong;
        if (!GraphPlaces.TryVersion(page.After, out var after))
            return Page.Refusal();
        if (await engine.Graphs.FindAsync(caller.Workspace, id, 0, cancellationToken) is not { } current)
            return GraphLookup.NotThere(id);
        var all = await engine.Graphs.VersionsAsync(caller.Workspace, current.Name, cancellationToken);
        var items = all.Reverse().Where(graph => graph.Version < after).Take(page.Limit + 1).ToList();
        return TypedResults.Ok(new Listed<GraphVersion>(
            [.. items.Take(page.Limit).Select(graph => new GraphVersion(graph.Version, graph.ContentHash, graph.CreatedAt, graph.Version == current.Version))],
            items.Count > page.Limit ? items[page.Limit - 1].Version.ToString(System.Globalization.CultureInfo.InvariantCulture) : null));
    }

    private static async Task<IResult> PlanAsync(string id, HttpContext context, RequestCaller caller, EngineAccess engine, CancellationToken cancellationToken)
    {
        var query = new Query(context);
        var (version, format) = (GraphLookup.Version(query), query.OneOf("format", "json", "json", "mermaid"));
        if (query.Refusal() is { } wrong)
            return wrong;
        var found = await GraphLookup.FindAsync(engine, caller.Workspace, id, version, cancellationToken);
        if (found.Value is not { } graph)
            return found.Refused!;
        var planned = await GraphLookup.PlanAsync(engine, graph, cancellationToken);
        if (planned.Value is not { } plan)
            return planned.Refused!;
        return format == "mermaid" ? TypedResults.Text(PlanMermaid.Write(plan)) : TypedResults.Text(PlanJson.Write(plan, indented: false), "application/json", Encoding.UTF8);
    }

    // What cannot be read any more, because a node type is gone, is JSON all the same, and so it is YAML.
    private static string ToYaml(StoredGraph graph, EngineAccess engine) =>
        GraphLoader.Load(graph.Definition.Span, GraphFormat.Json, engine.Types).Graph is { } definition ? GraphWriter.ToYaml(definition) : Encoding.UTF8.GetString(graph.Definition.Span);
}
