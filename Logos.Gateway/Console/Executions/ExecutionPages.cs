using Logos.Core.Executions;
using Logos.Core.Orchestration;
using Logos.Gateway.Access;
using Logos.Gateway.Audit;
using Logos.Gateway.Console.Forms;
using Logos.Gateway.Console.Html;
using Logos.Gateway.Executions;
using Logos.Gateway.Faults;
using Logos.Gateway.Idempotency;
using Logos.Gateway.Limits;
using Logos.Gateway.Starting;
using Logos.Rules.Values;
using Logos.ServiceDefaults.Faults;
using Logos.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Logos.Gateway.Console.Executions;

/// <summary><c>/executions</c>: look at them, answer what they ask, and steer them.</summary>
internal static class ExecutionPages
{
    private const int PageSize = 50;

    public static void MapExecutionPages(this IEndpointRouteBuilder app)
    {
        app.MapGet("/executions", ListAsync).Requires(Scope.Read);
        var one = app.MapGroup("/executions/{id:guid}");
        one.MapGet("", ShowAsync).Requires(Scope.Read);
        one.MapPost("/cancel", CancelAsync).Requires(Scope.Run).Audited("execution.cancelled", Audits.WhenDone);
        one.MapPost("/retry", RetryAsync).Requires(Scope.Run).Audited("execution.retried", Audits.WhenDone);
        one.MapPost("/rerun", RerunAsync).Requires(Scope.Run);
        one.MapPost("/fork", ForkAsync).Requires(Scope.Run);
        one.MapPost("/signal", SignalAsync).Requires(Scope.Run).Audited("execution.signalled", Audits.WhenDone);
        one.MapPost("/approve", ApproveAsync).Requires(Scope.Run).Audited("execution.answered", Audits.WhenDone);
    }

    private static async Task<IResult> ListAsync(string? graph, string? status, string? tag, string? after, RequestCaller caller, EngineAccess engine, CancellationToken cancellationToken)
    {
        var filter = new ExecutionFilter { Workspace = caller.Workspace, Graph = string.IsNullOrEmpty(graph) ? null : graph, Status = StatusOf(status), Tag = TagOf(tag), RootsOnly = true };
        var names = (await engine.Graphs.ListAsync(caller.Workspace, cancellationToken)).Select(each => each.Name).ToArray();
        try
        {
            return ExecutionListPage.Of(filter, tag ?? "", names, await engine.Executions.ListAsync(filter, string.IsNullOrEmpty(after) ? null : after, PageSize, cancellationToken), string.IsNullOrEmpty(after));
        }
        catch (FormatException)
        {
            return new Problem(400, ServiceCodes.BadRequest, "no page has said that it goes on there") { Hint = "begin with the newest" };
        }
    }

    private static Task<IResult> ShowAsync(Guid id, RequestCaller caller, EngineAccess engine, TimeProvider clock, CancellationToken cancellationToken) =>
        WithAsync(id, caller, engine, view => Task.FromResult<IResult>(ExecutionPage.Of(view, caller, clock.GetUtcNow())), cancellationToken);

    private static Task<IResult> CancelAsync(Guid id, HttpContext context, RequestCaller caller, EngineAccess engine, TimeProvider clock, CancellationToken cancellationToken) =>
        WithFormAsync(id, context, caller, engine, (view, form) => AskAsync(view, CommandKind.Cancel, $"cancelled by {caller.Name}", Value.Null, caller, engine, Once.Of(context, caller, form, clock)), cancellationToken);

    private static Task<IResult> RetryAsync(Guid id, HttpContext context, RequestCaller caller, EngineAccess engine, Admission admission, TimeProvider clock, CancellationToken cancellationToken) =>
        WithFormAsync(id, context, caller, engine, async (view, form) =>
        {
            // Before the form is taken: refused, it can be sent again.
            var (room, full) = await CommandEndpoints.RoomToRetryAsync(engine, admission, view.Stored, cancellationToken);
            using (room)
                return full ?? await AskAsync(view, CommandKind.Retry, null, Value.Null, caller, engine, Once.Of(context, caller, form, clock));
        }, cancellationToken);

    private static Task<IResult> RerunAsync(Guid id, HttpContext context, RequestCaller caller, EngineAccess engine, Admission admission, TimeProvider clock, CancellationToken cancellationToken) =>
        WithFormAsync(id, context, caller, engine, (view, form) => BeginAsync(async () => await engine.Client.RerunAsync(view.Stored, caller.By, cancellationToken), engine, admission, Once.Of(context, caller, form, clock), cancellationToken), cancellationToken);

    private static Task<IResult> ForkAsync(Guid id, HttpContext context, RequestCaller caller, EngineAccess engine, Admission admission, TimeProvider clock, CancellationToken cancellationToken) =>
        WithFormAsync(id, context, caller, engine, async (view, form) =>
        {
            var typed = Typed.Of(form, [new("inputs", "inputs", new() { Types = [Core.Graphs.NodeTypes.SchemaType.Object] }, false, null)]);
            if (typed.Faults is [var fault, ..])
                return Problem.Of(422, fault.Message, typed.Faults);
            var inputs = typed.Values["inputs"];
            if (!inputs.IsNull && !inputs.IsMap)
                return new Problem(422, ConsoleCodes.NotJson, "the inputs are a map: a name and a value each");
            return await BeginAsync(async () => await engine.Client.ForkAsync(view.Stored, form["node"].ToString(), inputs.IsMap ? inputs.AsMap() : ValueMap.Empty, caller.By, cancellationToken), engine, admission, Once.Of(context, caller, form, clock), cancellationToken);
        }, cancellationToken);

    private static Task<IResult> SignalAsync(Guid id, HttpContext context, RequestCaller caller, EngineAccess engine, TimeProvider clock, CancellationToken cancellationToken) =>
        WithFormAsync(id, context, caller, engine, async (view, form) =>
        {
            var name = form["name"].ToString();
            var typed = Typed.Of(form, [WaitDrawing.Payload]);
            if (typed.Faults.Count > 0 && view.Waits.FirstOrDefault(row => row.Signal == name) is { } waits)
                return ExecutionPage.Of(view, caller, clock.GetUtcNow(), (waits.Node, typed));
            if (typed.Faults is [var fault, ..])
                return Problem.Of(422, fault.Message, typed.Faults);
            return await AskAsync(view, CommandKind.Signal, name, typed.Values["payload"], caller, engine, Once.Of(context, caller, form, clock));
        }, cancellationToken);

    private static Task<IResult> ApproveAsync(Guid id, HttpContext context, RequestCaller caller, EngineAccess engine, TimeProvider clock, CancellationToken cancellationToken) =>
        WithFormAsync(id, context, caller, engine, async (view, form) =>
        {
            var row = view.RowOf(form["node"].ToString());
            var once = Once.Of(context, caller, form, clock);
            if (await once.IsTakenAsync(engine.Documents))
                return SeeOther.Again(Link.To("executions", id.ToString()));
            if (row.Signal is null || !view.IsApproval(row))
                return new Problem(409, ExecutionCodes.AlreadyDecided, $"`{row.Node}` waits for no answer any more");
            var fields = WaitDrawing.FieldsOf(row);
            var typed = Typed.Of(form, fields);
            var answer = ValueMap.From([new("decision", form["decision"].ToString())]);
            var isWhole = fields is [{ Path: "form" }];
            var filled = isWhole ? typed.Values["form"] : typed.Values.Count > 0 || form["decision"] == ApprovalAnswer.Approved && fields.Count > 0 ? typed.Values : Value.Null;
            if (!filled.IsNull)
                answer = answer.With("form", filled);
            typed.AddFound(ApprovalAnswer.Check(row.With, answer), fields);
            return typed.Faults.Count > 0
                ? ExecutionPage.Of(view, caller, clock.GetUtcNow(), (row.Node, typed))
                : await AskAsync(view, CommandKind.Signal, row.Node, answer, caller, engine, once);
        }, cancellationToken);

    private static async Task<IResult> WithAsync(Guid id, RequestCaller caller, EngineAccess engine, Func<ExecutionView, Task<IResult>> then, CancellationToken cancellationToken) =>
        await ExecutionView.FindAsync(engine, caller, id, cancellationToken) is { } view
            ? await then(view)
            : ExecutionLookup.NotThere(id.ToString()) with { Hint = null };

    private static async Task<IResult> WithFormAsync(Guid id, HttpContext context, RequestCaller caller, EngineAccess engine, Func<ExecutionView, IFormCollection, Task<IResult>> then, CancellationToken cancellationToken)
    {
        var (form, refused) = await FormBody.ReadAsync(context, context.RequestServices.GetRequiredService<IOptions<GatewayOptions>>().Value.MaxInputs);
        return form is null ? refused! : await WithAsync(id, caller, engine, view => then(view, form), cancellationToken);
    }

    private static async Task<IResult> AskAsync(ExecutionView view, CommandKind kind, string? name, Value payload, RequestCaller caller, EngineAccess engine, IdempotencyKey? once)
    {
        var here = Link.To("executions", view.Head.Id.ToString());
        if (!await once.TakeAsync(engine.Documents))
            return SeeOther.Again(here);
        // Not given up with the request, for the form is taken.
        var asked = await CommandEndpoints.AskAsync(engine, view.Head, kind, name, payload, caller, CancellationToken.None);
        // No verdict yet is no refusal: the page shows what comes of it.
        return asked.Verdict is { Status: >= 400 } refused ? Verdicts.Problem(refused) : SeeOther.At(here);
    }

    private static async Task<IResult> BeginAsync(Func<Task<Repeated>> repeat, EngineAccess engine, Admission admission, IdempotencyKey? once, CancellationToken cancellationToken)
    {
        if (await once.StartedAsync(engine.Documents) is { } before)
            return SeeOther.At(Link.To("executions", before.ToString()));
        var made = await repeat();
        return made.Submission is { } submission
            ? await BegunPage.OfAsync(engine, admission, SystemTags.Without(submission), once, cancellationToken)
            : Verdicts.Problem(made.Verdict);
    }

    private static ExecutionStatus? StatusOf(string? name)
    {
        foreach (var status in Enum.GetValues<ExecutionStatus>())
        {
            if (Wire.Name(status) == name)
                return status;
        }

        return null;
    }

    private static KeyValuePair<string, string>? TagOf(string? tag) =>
        tag?.Split(':', 2) is [{ Length: > 0 } name, var value] ? new(name.Trim(), value.Trim()) : null;
}
