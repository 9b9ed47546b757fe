using System.Globalization;
using Logos.Core.Graphs.Definition;
using Logos.Core.Graphs.Storage;
using Logos.Core.Graphs.Validation;
using Logos.Core.Orchestration;
using Logos.Gateway.Access;
using Logos.Gateway.Graphs;
using Logos.Gateway.Idempotency;
using Logos.Gateway.Limits;
using Logos.Gateway.OpenApi;
using Logos.Gateway.Requests;
using Logos.Gateway.Starting;
using Logos.Rules.Values;
using Logos.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace Logos.Gateway.Executions;

/// <summary>What begins an execution: a graph that is executed, an execution that is run again or forked.</summary>
internal static class StartEndpoints
{
    internal const int MostTags = 32;
    private const int LongestTag = 256;

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/graphs/{id}/execute", ExecuteAsync).WithTags("graphs").Requires(Scope.Run).Produces<Started>(StatusCodes.Status202Accepted).Produces<Finished>()
            .Tells(new("Executes a graph.") { Query = ["version", "wait"], Body = """{"inputs":{"name":"Ada"},"deadline":"10m","tags":{"team":"blue"}}""", Status = 202, Answer = Examples.Started, OtherAnswer = Examples.Finished, TakesKey = true });
        api.MapPost("/executions/{id}/rerun", RerunAsync).WithTags("executions").Requires(Scope.Run).Produces<Started>(StatusCodes.Status202Accepted).Produces<Finished>()
            .Tells(new("Runs an ended execution again, from the beginning, with the same version and inputs.") { Query = ["wait"], Status = 202, Answer = Examples.Started, OtherAnswer = Examples.Finished, TakesKey = true });
        api.MapPost("/executions/{id}/fork", ForkAsync).WithTags("executions").Requires(Scope.Run).Produces<Started>(StatusCodes.Status202Accepted).Produces<Finished>()
            .Tells(new("Runs a node of an ended execution again and all behind it, and keeps the rest.") { Query = ["wait"], Body = """{"node":"greet","inputs":{"name":"Bob"}}""", Status = 202, Answer = Examples.Started, OtherAnswer = Examples.Finished, TakesKey = true });
    }

    private static async Task<IResult> ExecuteAsync(string id, HttpContext context, RequestCaller caller, EngineAccess engine, ExecutionStart start, IOptions<GatewayOptions> options, TimeProvider clock)
    {
        var query = new Query(context);
        var (version, wait) = (GraphLookup.Version(query), query.Duration("wait", ExecutionWait.Longest));
        if (query.Refusal() is { } wrong)
            return wrong;
        var read = await ReadAsync(id, version, context, caller, engine, options.Value.MaxInputs, clock);
        return await SubmitAsync(context, engine, start, read, wait);
    }

    // Apart from the waiting: while that lasts, nothing is kept of the body and of what was read of it.
    private static async ValueTask<Begun> ReadAsync(string id, int version, HttpContext context, RequestCaller caller, EngineAccess engine, long most, TimeProvider clock)
    {
        var given = await RequestBody.ReadJsonAsync(context, most);
        if (given.Value is not { } body)
            return given.Refused!;
        var named = IdempotencyKey.Of(context, caller, body.Utf8.Span, clock);
        if (named.Refused is { } noKey)
            return noKey;
        if (named.Value is { } key && await key.IsUsedAsync(engine.Documents, context.RequestAborted))
            return Begun.Before(key);
        var found = await GraphLookup.FindAsync(engine, caller.Workspace, id, version, context.RequestAborted);
        if (found.Value is not { } graph)
            return found.Refused!;
        var planned = await GraphLookup.PlanAsync(engine, graph, context.RequestAborted);
        if (planned.Value is not { } plan)
            return planned.Refused!;

        var members = new Members(body.Members);
        var inputs = InputBinding.Bind(plan.Definition, members.Map("inputs"), out var faults);
        members.AddAll(faults);
        var within = Within(members, clock);
        var tags = Tags(members);
        if (members.Refusal() is { } refused)
            return refused;
        var prepared = await PrepareAsync(engine, graph, inputs!, within, tags, caller, context.RequestAborted);
        return prepared.Value is { } submission ? new Begun(submission, named.Value, null) : prepared.Refused!;
    }

    /// <param name="inputs">As the graph takes them.</param>
    internal static async ValueTask<Given<Submission>> PrepareAsync(EngineAccess engine, StoredGraph graph, ValueMap inputs, TimeSpan? within, IReadOnlyDictionary<string, string>? tags, RequestCaller caller, CancellationToken cancellationToken) =>
        StartInputs.Write(inputs) is { } payload
            ? await engine.Client.PrepareAsync(graph.Workspace, graph.Name, graph.Version, payload, within, tags, caller.By, cancellationToken)
            : new Problem(422, StartInputs.NotKept.Code, StartInputs.NotKept.Message);

    /// <returns>False for what no tag may be.</returns>
    internal static bool IsTag(string key, string value) =>
        // A colon parts the two where a list is asked for by a tag.
        key.Length is > 0 and <= LongestTag && !key.Contains(':', StringComparison.Ordinal) && value.Length <= LongestTag;

    private static Task<IResult> RerunAsync(string id, HttpContext context, RequestCaller caller, EngineAccess engine, ExecutionStart start, IOptions<GatewayOptions> options, TimeProvider clock) =>
        RepeatAsync(id, context, caller, engine, start, options.Value.MaxBody, clock, _ => { }, (source, _) => engine.Client.RerunAsync(source, caller.By, context.RequestAborted));

    private static Task<IResult> ForkAsync(string id, HttpContext context, RequestCaller caller, EngineAccess engine, ExecutionStart start, IOptions<GatewayOptions> options, TimeProvider clock) =>
        RepeatAsync(
            id,
            context,
            caller,
            engine,
            start,
            options.Value.MaxInputs,
            clock,
            members =>
            {
                members.Text("node", isNeeded: true);
                members.Map("inputs");
            },
            (source, members) => engine.Client.ForkAsync(source, members.Text("node")!, members.Map("inputs"), caller.By, context.RequestAborted));

    private static async Task<IResult> RepeatAsync(
        string id,
        HttpContext context,
        RequestCaller caller,
        EngineAccess engine,
        ExecutionStart start,
        long most,
        TimeProvider clock,
        Action<Members> read,
        Func<StoredExecution, Members, ValueTask<Repeated>> repeat)
    {
        var query = new Query(context);
        var wait = query.Duration("wait", ExecutionWait.Longest);
        if (query.Refusal() is { } wrong)
            return wrong;
        return await SubmitAsync(context, engine, start, await ReadAsync(id, context, caller, engine, most, clock, read, repeat), wait);
    }

    private static async ValueTask<Begun> ReadAsync(
        string id,
        HttpContext context,
        RequestCaller caller,
        EngineAccess engine,
        long most,
        TimeProvider clock,
        Action<Members> read,
        Func<StoredExecution, Members, ValueTask<Repeated>> repeat)
    {
        var given = await RequestBody.ReadJsonAsync(context, most);
        if (given.Value is not { } body)
            return given.Refused!;
        var named = IdempotencyKey.Of(context, caller, body.Utf8.Span, clock);
        if (named.Refused is { } noKey)
            return noKey;
        if (named.Value is { } key && await key.IsUsedAsync(engine.Documents, context.RequestAborted))
            return Begun.Before(key);
        var members = new Members(body.Members);
        read(members);
        if (members.Refusal() is { } refused)
            return refused;
        var found = await ExecutionLookup.FindAsync(engine, caller, id, context.RequestAborted);
        if (found.Value is not { } source)
            return found.Refused!;
        var made = await repeat(source, members);
        return made.Submission is { } submission ? new Begun(SystemTags.Without(submission), named.Value, null) : Verdicts.Problem(made.Verdict);
    }

    private static async Task<IResult> SubmitAsync(HttpContext context, EngineAccess engine, ExecutionStart start, Begun begun, TimeSpan? wait)
    {
        BodyRoom.Of(context).Dispose();
        if (begun.Refused is { } refused)
            return refused;
        return begun.Submission is { } submission
            ? await start.SubmitAsync(context, engine, submission, begun.Key, wait)
            : (await start.RepeatedAsync(context, engine, begun.Key!, wait))!;
    }

    private static TimeSpan? Within(Members members, TimeProvider clock)
    {
        if (members.Text("deadline") is not { } text)
            return null;
        if (Duration.TryParse(text, out var within) && within > TimeSpan.Zero)
            return within;
        if (Times.TryParse(text, out var at) && at > clock.GetUtcNow() && at - clock.GetUtcNow() <= Duration.Longest)
            return at - clock.GetUtcNow();
        members.Wrong("deadline", "a duration such as `30s`, or a time to come such as `2026-01-31T08:00:00Z`");
        return null;
    }

    private static IReadOnlyDictionary<string, string>? Tags(Members members)
    {
        if (members.Texts("tags") is not { } tags)
            return null;
        if (tags.Count > MostTags)
            members.Wrong("tags", string.Create(CultureInfo.InvariantCulture, $"up to {MostTags} tags"));
        foreach (var (key, value) in tags)
        {
            if (!IsTag(key, value))
                members.Wrong($"tags.{RequestBody.Shown(key)}", string.Create(CultureInfo.InvariantCulture, $"a key without `:` and a text, of up to {LongestTag} characters each"));
            else if (SystemTags.IsOne(key))
                members.Wrong($"tags.{key}", "no tag of a caller: the server alone sets it");
        }

        return tags;
    }

    /// <summary>What is to be started, or was with the same key, or why it is not.</summary>
    private readonly record struct Begun(Submission? Submission, IdempotencyKey? Key, Problem? Refused)
    {
        public static Begun Before(IdempotencyKey key) => new(null, key, null);

        public static implicit operator Begun(Problem refused) => new(null, null, refused);
    }
}
