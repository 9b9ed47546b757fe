using System.Text.Json;
using Logos.Core.Orchestration;
using Logos.Gateway.Access;
using Logos.Gateway.Audit;
using Logos.Gateway.Console.Forms;
using Logos.Gateway.Console.Html;
using Logos.Gateway.Faults;
using Logos.Gateway.Limits;
using Logos.Gateway.Schedules;
using Logos.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace Logos.Gateway.Console.Settings;

/// <summary><c>/schedules</c>: which graphs start at which times.</summary>
internal static class SchedulePages
{
    private static readonly string[] Fields = ["name", "graph", "cron", "time_zone", "inputs"];

    public static void MapSchedulePages(this IEndpointRouteBuilder app)
    {
        app.MapGet("/schedules", ListAsync).Requires(Scope.Read);
        app.MapPost("/schedules", CreateAsync).Requires(Scope.Admin);
        app.MapPost("/schedules/{id:guid}/pause", PauseAsync).Requires(Scope.Admin);
        app.MapPost("/schedules/{id:guid}/resume", ResumeAsync).Requires(Scope.Admin);
        app.MapPost("/schedules/{id:guid}/delete", DeleteAsync).Requires(Scope.Admin);
    }

    private static async Task<IResult> ListAsync(string? after, RequestCaller caller, EngineAccess engine, CancellationToken cancellationToken) =>
        await OfAsync(caller, engine, after, Typed.Nothing, cancellationToken);

    private static async Task<IResult> CreateAsync(HttpContext context, Auditor audit, EngineAccess engine, Holdings holdings, ScheduleBell bell, IOptions<GatewayOptions> options, TimeProvider clock, CancellationToken cancellationToken)
    {
        var (form, refused) = await FormBody.ReadAsync(context, options.Value.MaxBody);
        if (form is null)
            return refused!;
        var typed = Typed.Of(form, []);
        var texts = Fields.ToDictionary(field => field, field => typed.Keep(form, field).Trim(), StringComparer.Ordinal);
        JsonElement? inputs = null;
        try
        {
            if (texts["inputs"].Length > 0)
                inputs = JsonElement.Parse(texts["inputs"]);
        }
        catch (JsonException)
        {
            typed.Add(new(ConsoleCodes.NotJson, "the inputs are no JSON") { Path = "inputs", Hint = "a map: { \"name\": \"value\" }" });
        }

        if (typed.Faults.Count == 0)
        {
            var once = Once.Of(context, audit.Caller, form, clock);
            var asked = new ScheduleRequest(texts["name"], texts["graph"], texts["cron"], texts["time_zone"].Length == 0 ? null : texts["time_zone"], inputs);
            if (await once.IsTakenAsync(engine.Documents) || (await ScheduleEndpoints.MakeAsync(asked, once.Creation(), audit, engine, holdings, bell, cancellationToken)).Otherwise is not Problem wrong)
                return SeeOther.At(Link.To("schedules"));
            typed.AddFound(wrong.Errors.Count > 0 ? wrong.Errors : [new(wrong.Code, wrong.Message) { Hint = wrong.Hint }], []);
        }

        return await OfAsync(audit.Caller, engine, null, typed, cancellationToken);
    }

    private static async Task<IResult> PauseAsync(Guid id, Auditor audit, EngineAccess engine, ScheduleBell bell, CancellationToken cancellationToken) =>
        (await ScheduleEndpoints.PauseAsync(id, audit, engine, bell, cancellationToken)).Result is Problem refused ? refused : SeeOther.At(Link.To("schedules"));

    private static async Task<IResult> ResumeAsync(Guid id, Auditor audit, EngineAccess engine, ScheduleBell bell, CancellationToken cancellationToken) =>
        (await ScheduleEndpoints.ResumeAsync(id, audit, engine, bell, cancellationToken)).Result is Problem refused ? refused : SeeOther.At(Link.To("schedules"));

    private static async Task<IResult> DeleteAsync(Guid id, Auditor audit, EngineAccess engine, CancellationToken cancellationToken) =>
        await ScheduleEndpoints.DeletedAsync(id, audit, engine, cancellationToken) is { } refused ? refused : SeeOther.At(Link.To("schedules"));

    private static async ValueTask<IResult> OfAsync(RequestCaller caller, EngineAccess engine, string? after, Typed typed, CancellationToken cancellationToken)
    {
        const int pageSize = 100;
        try
        {
            var page = await engine.Documents.ListAsync(caller.Workspace, Schedule.Kind, string.IsNullOrEmpty(after) ? null : after, pageSize, newestFirst: true, cancellationToken);
            var graphs = (await engine.Graphs.ListAsync(caller.Workspace, cancellationToken)).Select(graph => graph.Name).ToArray();
            return SchedulePage.Of([.. page.Items.Select(Schedule.Read)], page.Next, graphs, caller.Scope == Scope.Admin, typed);
        }
        catch (FormatException)
        {
            return SeeOther.At(Link.To("schedules"));
        }
    }
}
