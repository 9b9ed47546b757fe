using Logos.Core.Executions;
using Logos.Core.Graphs.Planning;
using Logos.Core.Orchestration;
using Logos.Gateway.Access;
using Logos.Gateway.Audit;
using Logos.Gateway.Faults;
using Logos.Gateway.Limits;
using Logos.Gateway.OpenApi;
using Logos.Gateway.Requests;
using Logos.Rules.Values;
using Logos.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace Logos.Gateway.Executions;

/// <summary>What an execution's owner is asked: to cancel, to try again, to take a signal or an answer.</summary>
internal static class CommandEndpoints
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly ExecutionStatus[] Retryable = [ExecutionStatus.Failed, ExecutionStatus.TimedOut, ExecutionStatus.Cancelled];

    public static void Map(RouteGroupBuilder executions)
    {
        executions.MapPost("/{id}/cancel", CancelAsync).Requires(Scope.Run).Audited("execution.cancelled").Produces<Commanded>().Produces<CommandPending>(StatusCodes.Status202Accepted)
            .Tells(new("Cancels an execution; what was done is undone where a node says how.") { Body = """{"reason":"no longer needed"}""", Answer = Examples.Commanded, OtherAnswer = Examples.Pending });
        executions.MapPost("/{id}/retry", RetryAsync).Requires(Scope.Run).Audited("execution.retried").Produces<Commanded>().Produces<CommandPending>(StatusCodes.Status202Accepted)
            .Tells(new("Tries again what failed in an ended execution, and keeps what succeeded.") { Answer = Examples.Commanded, OtherAnswer = Examples.Pending });
        executions.MapPost("/{id}/signal", SignalAsync).Requires(Scope.Run).Audited("execution.signalled").Produces<Commanded>().Produces<CommandPending>(StatusCodes.Status202Accepted)
            .Tells(new("Sends a signal to an execution, which keeps it until a node waits for it.") { Body = """{"name":"payment","payload":{"amount":12}}""", Answer = Examples.Commanded, OtherAnswer = Examples.Pending });
        executions.MapPost("/{id}/approve", ApproveAsync).Requires(Scope.Run).Audited("execution.answered").Produces<Commanded>().Produces<CommandPending>(StatusCodes.Status202Accepted)
            .Tells(new("Answers an approval; its form is checked, and who may answer.") { Body = """{"node":"approve","decision":"approved","form":{"amount":12}}""", Answer = Examples.Commanded, OtherAnswer = Examples.Pending });
        executions.MapGet("/{id}/commands/{command}", FindAsync).Requires(Scope.Read).Produces<CommandInfo>()
            .Tells(new("Shows what a command came to, where its answer did not come in time.") { Answer = $$$"""{"command_id":"{{{Examples.Command}}}","status":"done"}""" });
    }

    internal static Task<Asked> AskAsync(EngineAccess engine, ExecutionHead execution, CommandKind kind, string? name, Value payload, RequestCaller caller, CancellationToken cancellationToken) =>
        engine.Client.AskAsync(execution, kind, name, payload, caller.ToCaller(), Patience, cancellationToken);

    /// <inheritdoc cref="RoomToRetryAsync"/>
    internal static async Task<(Asked? Asked, Problem? Refused)> AskRetryAsync(EngineAccess engine, Admission admission, StoredExecution execution, RequestCaller caller, CancellationToken cancellationToken)
    {
        var (room, refused) = await RoomToRetryAsync(engine, admission, execution, cancellationToken);
        using (room)
            return refused is null ? (await AskAsync(engine, execution.Head, CommandKind.Retry, null, Value.Null, caller, cancellationToken), null) : (null, refused);
    }

    /// <summary>What is tried again is under way again, and has to have room like what is executed.</summary>
    internal static ValueTask<(Admission.Room Room, Problem? Refused)> RoomToRetryAsync(EngineAccess engine, Admission admission, StoredExecution execution, CancellationToken cancellationToken) =>
        // What cannot be tried again is for its owner to say, and so is why.
        Retryable.Contains(execution.Row.Status) ? admission.EnterAsync(engine, execution.Head.Workspace, execution.Head.Graph, cancellationToken) : new((default, null));

    private static async Task<IResult> CancelAsync(string id, HttpContext context, RequestCaller caller, EngineAccess engine, IOptions<GatewayOptions> options)
    {
        var read = await ReadAsync(id, context, caller, engine, options.Value, members => members.Text("reason"));
        return read.Value is var (execution, members)
            ? await AnswerAsync(engine, execution.Head, CommandKind.Cancel, members.Text("reason"), Value.Null, caller, context.RequestAborted)
            : read.Refused!;
    }

    private static async Task<IResult> RetryAsync(string id, HttpContext context, RequestCaller caller, EngineAccess engine, Admission admission, IOptions<GatewayOptions> options)
    {
        var read = await ReadAsync(id, context, caller, engine, options.Value, _ => { });
        if (read.Value is not var (execution, _))
            return read.Refused!;
        var (asked, full) = await AskRetryAsync(engine, admission, execution, caller, context.RequestAborted);
        return asked is null ? full! : Answer(execution.Head.Id, asked);
    }

    private static async Task<IResult> SignalAsync(string id, HttpContext context, RequestCaller caller, EngineAccess engine, IOptions<GatewayOptions> options)
    {
        var read = await ReadAsync(id, context, caller, engine, options.Value, members =>
        {
            members.Text("name", isNeeded: true);
            members.Any("payload");
        });
        return read.Value is var (execution, members)
            ? await AnswerAsync(engine, execution.Head, CommandKind.Signal, members.Text("name"), members.Any("payload"), caller, context.RequestAborted)
            : read.Refused!;
    }

    private static async Task<IResult> ApproveAsync(string id, HttpContext context, RequestCaller caller, EngineAccess engine, IOptions<GatewayOptions> options)
    {
        var read = await ReadAsync(id, context, caller, engine, options.Value, members =>
        {
            members.Text("node", isNeeded: true);
            members.Text("decision", isNeeded: true);
            members.Any("form");
        });
        if (read.Value is not var (execution, members))
            return read.Refused!;
        var node = members.Text("node")!;
        // A signal to any other node would be kept until one waits for it.
        if (await ExecutionLookup.PlanAsync(engine, execution.Head, context.RequestAborted) is { } plan && plan.Find(node)?.Type.Name != "approval")
            return new Problem(404, ApiCodes.NoSuchNode, $"the execution has no approval `{RequestBody.Shown(node)}`") { Hint = Approvals(plan) };
        var answer = ValueMap.From([new("decision", members.Text("decision")), new("form", members.Any("form"))]);
        return await AnswerAsync(engine, execution.Head, CommandKind.Signal, node, answer, caller, context.RequestAborted);
    }

    private static string Approvals(GraphPlan plan) =>
        plan.Nodes.Where(node => node.Type.Name == "approval").Select(node => $"`{node.Id}`").ToList() is { Count: > 0 } names ? $"its approvals are {string.Join(", ", names)}" : "it has none";

    private static async Task<IResult> FindAsync(string id, string command, HttpContext context, RequestCaller caller, EngineAccess engine, CancellationToken cancellationToken)
    {
        if (new Query(context).Refusal() is { } wrong)
            return wrong;
        var found = await ExecutionLookup.FindAsync(engine, caller, id, cancellationToken);
        if (found.Value is not { Head: var head })
            return found.Refused!;
        if (!Guid.TryParse(command, out var asked) || !CommandId.IsOf(asked, head.Id))
            return NotThere(command);
        // In this order: it is answered with the commit that takes it away from those that wait.
        var isWaiting = (await engine.Executions.FindWaitingAsync(head.Partition, asked, cancellationToken)).Commands.Any(each => each.Execution == head.Id);
        if (await engine.Executions.FindVerdictAsync(asked, cancellationToken) is { } verdict)
            return TypedResults.Ok(new CommandInfo(asked, verdict.Status < 400 ? "done" : "refused", verdict.Code, verdict.Message));
        return isWaiting ? TypedResults.Ok(new CommandInfo(asked, "pending", null, null)) : NotThere(command);
    }

    private static Problem NotThere(string command) => new(404, ApiCodes.NoSuchCommand, $"there is no command `{RequestBody.Shown(command)}`");

    private static async ValueTask<Given<CommandBody>> ReadAsync(string id, HttpContext context, RequestCaller caller, EngineAccess engine, GatewayOptions options, Action<Members> read)
    {
        if (new Query(context).Refusal() is { } wrong)
            return wrong;
        var given = await RequestBody.ReadJsonAsync(context, options.MaxBody);
        if (given.Value is not { } body)
            return given.Refused!;
        var members = new Members(body.Members);
        read(members);
        if (members.Refusal() is { } refused)
            return refused;
        var found = await ExecutionLookup.FindAsync(engine, caller, id, context.RequestAborted);
        return found.Value is { } execution ? new CommandBody(execution, members) : found.Refused!;
    }

    private static async Task<IResult> AnswerAsync(EngineAccess engine, ExecutionHead execution, CommandKind kind, string? name, Value payload, RequestCaller caller, CancellationToken cancellationToken)
    {
        return Answer(execution.Id, await AskAsync(engine, execution, kind, name, payload, caller, cancellationToken));
    }

    private static IResult Answer(Guid execution, Asked asked)
    {
        if (asked.Verdict is { Status: >= 400 } refused)
            return Verdicts.Problem(refused);
        var command = asked.Command!.Value;
        var path = $"{Links.Path(execution)}/commands/{command}";
        return asked.Verdict is null
            ? TypedResults.Accepted(path, new CommandPending(execution, command, new(path)))
            : TypedResults.Ok(new Commanded(execution, command));
    }

    private sealed record CommandBody(StoredExecution Execution, Members Members);
}
