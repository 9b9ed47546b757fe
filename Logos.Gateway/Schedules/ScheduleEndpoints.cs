using System.Text.Json;
using Logos.Core.Documents;
using Logos.Core.Orchestration;
using Logos.Gateway.Access;
using Logos.Gateway.Audit;
using Logos.Gateway.Faults;
using Logos.Gateway.Idempotency;
using Logos.Gateway.Limits;
using Logos.Gateway.OpenApi;
using Logos.Gateway.Requests;
using Logos.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Logos.Gateway.Schedules;

/// <summary><c>/api/v1/schedules</c>.</summary>
internal static class ScheduleEndpoints
{
    private const int MostTimes = 100;
    private static readonly JsonElement NoInputs = JsonDocument.Parse("{}").RootElement;

    public static void AddSchedules(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ScheduleBell>();
        builder.Services.AddHostedService<ScheduleRunner>();
    }

    public static void MapSchedules(this IEndpointRouteBuilder api)
    {
        var schedules = api.MapGroup("/schedules").WithTags("schedules").KnowsItsQuery();
        schedules.MapGet("", ListAsync).Requires(Scope.Read).Produces<Listed<Schedule>>()
            .Tells(new("Lists the schedules.") { Query = ["limit", "after"], Answer = """{"items":[{"id":"0199f1a0-7c00-7000-8000-000000000003","name":"nightly","graph":"hello","cron":"0 2 * * *","time_zone":"Europe/Berlin","missed":"once","enabled":true,"next_fire_at":"2026-02-01T01:00:00Z"}]}""" });
        schedules.MapPost("", CreateAsync).Requires(Scope.Admin).Accepts<ScheduleRequest>("application/json").Produces<Schedule>(201)
            .Tells(new("Makes a schedule: a graph is started whenever a cron expression says so.") { Body = """{"name":"nightly","graph":"hello","cron":"0 2 * * *","time_zone":"Europe/Berlin","missed":"once"}""", Status = 201, TakesKey = true, Answer = """{"id":"0199f1a0-7c00-7000-8000-000000000003","name":"nightly","graph":"hello","cron":"0 2 * * *","time_zone":"Europe/Berlin","missed":"once","enabled":true,"next_fire_at":"2026-02-01T01:00:00Z"}""" });
        schedules.MapGet("/{id}", FindAsync).Requires(Scope.Read).Produces<Schedule>()
            .Tells(new("Shows a schedule.") { Answer = """{"id":"0199f1a0-7c00-7000-8000-000000000003","name":"nightly","graph":"hello","cron":"0 2 * * *","time_zone":"Europe/Berlin","missed":"once","enabled":true,"next_fire_at":"2026-02-01T01:00:00Z"}""" });
        schedules.MapDelete("/{id}", DeleteAsync).Requires(Scope.Admin)
            .Tells(new("Deletes a schedule.") { Status = 204 });
        schedules.MapPost("/{id}/pause", PauseAsync).Requires(Scope.Admin).Produces<Schedule>()
            .Tells(new("Pauses a schedule.") { Answer = """{"id":"0199f1a0-7c00-7000-8000-000000000003","name":"nightly","graph":"hello","cron":"0 2 * * *","time_zone":"Europe/Berlin","missed":"once","enabled":true,"next_fire_at":"2026-02-01T01:00:00Z"}""" });
        schedules.MapPost("/{id}/resume", ResumeAsync).Requires(Scope.Admin).Produces<Schedule>()
            .Tells(new("Resumes a schedule.") { Answer = """{"id":"0199f1a0-7c00-7000-8000-000000000003","name":"nightly","graph":"hello","cron":"0 2 * * *","time_zone":"Europe/Berlin","missed":"once","enabled":true,"next_fire_at":"2026-02-01T01:00:00Z"}""" });
        schedules.MapPost("/{id}/backfill", BackfillEndpoint.RunAsync).Requires(Scope.Admin).Accepts<BackfillRequest>("application/json").Produces<BackfillAnswer>().Produces<BackfillAnswer>(202)
            .Tells(new("Starts what a schedule would have started between two times.") { Body = """{"from":"2026-01-01T00:00:00Z","until":"2026-01-08T00:00:00Z"}""", Answer = $$$"""{"executions":["{{{Examples.Id}}}"]}""" });
        schedules.MapGet("/{id}/next", NextAsync).Requires(Scope.Read).Produces<NextTimes>()
            .Tells(new("Shows the next times of a schedule.") { Query = ["count"], Answer = """{"items":["2026-02-01T01:00:00Z"]}""" });
    }

    public static Problem Missing() => new(404, ScheduleCodes.NoSuchSchedule, "there is no such schedule");

    public static ValueTask<Document?> ReadAsync(EngineAccess engine, string workspace, Guid id, CancellationToken cancellationToken) =>
        engine.Documents.FindAsync(workspace, Schedule.Kind, id.ToString(), cancellationToken);

    private static async Task<Results<JsonHttpResult<Listed<Schedule>>, Problem>> ListAsync(HttpContext context, RequestCaller caller, EngineAccess engine, CancellationToken cancellationToken)
    {
        var read = await DocumentList.ReadAsync(context, engine.Documents, caller.Workspace, Schedule.Kind, newestFirst: true, cancellationToken);
        return read.Value is not { } page ? read.Refused! : TypedResults.Json(new Listed<Schedule>([.. page.Items.Select(Schedule.Read)], page.Next), ScheduleJson.Default.ListedSchedule);
    }

    private static async Task<IResult> CreateAsync(HttpContext context, Auditor audit, EngineAccess engine, Holdings holdings, ScheduleBell bell, TimeProvider clock, CancellationToken cancellationToken)
    {
        var sent = await TypedBody.ReadAsync(context, ScheduleJson.Default.ScheduleRequest);
        if (sent.Value is not ({ } asked, var utf8))
            return sent.Refused!;
        var creation = await Creation.BeginAsync(context, audit.Caller, utf8, engine.Documents, clock, cancellationToken);
        if (creation.Answered is { } answered)
            return answered;
        var (made, otherwise) = await MakeAsync(asked, creation, audit, engine, holdings, bell, cancellationToken);
        if (made is null)
            return otherwise!;
        context.Response.Headers.Location = Location(made);
        return Answer(made, 201);
    }

    /// <returns>The schedule; else why it is not made, or what its key was answered with before.</returns>
    internal static async ValueTask<(Schedule? Made, IResult? Otherwise)> MakeAsync(ScheduleRequest asked, Creation creation, Auditor audit, EngineAccess engine, Holdings holdings, ScheduleBell bell, CancellationToken cancellationToken)
    {
        var prepared = await PrepareAsync(asked, audit, engine, holdings, cancellationToken);
        if (prepared.Value is not { } schedule)
            return (null, prepared.Refused);
        if (await creation.WriteAsync(Writes(schedule, audit), Location(schedule), schedule, ScheduleJson.Default.Schedule, engine.Documents, cancellationToken) is { } before)
            return (null, before);
        bell.Ring();
        return (schedule, null);
    }

    private static string Location(Schedule schedule) => $"/api/v1/schedules/{schedule.Id}";

    private static DocumentWrite[] Writes(Schedule schedule, Auditor audit) =>
        [schedule.Write(audit.Workspace, 0), audit.Row("schedule.created", schedule.Id.ToString(), Details(schedule))];

    private static async ValueTask<Given<Schedule>> PrepareAsync(ScheduleRequest asked, Auditor audit, EngineAccess engine, Holdings holdings, CancellationToken cancellationToken)
    {
        var now = audit.Now;
        if (await ScheduleRules.CheckAsync(engine, audit.Workspace, asked, now, cancellationToken) is { Count: > 0 } faults)
            return Problem.Of(422, "the schedule has faults", faults);
        if (await holdings.ScheduleAsync(audit.Workspace, cancellationToken) is { } tooMany)
            return tooMany;
        var schedule = new Schedule(Guid.CreateVersion7(now), asked.Name, asked.Graph, asked.Cron, asked.TimeZone ?? "UTC", asked.Inputs ?? NoInputs, asked.Tags ?? new Dictionary<string, string>(),
            asked.Missed ?? Missed.Skip, asked.Enabled ?? true, audit.Caller.Name, now);
        if (schedule.Enabled)
            schedule = schedule with { NextFireAt = schedule.Next(now) };
        return schedule;
    }

    private static async Task<Results<JsonHttpResult<Schedule>, Problem>> FindAsync(GivenId id, RequestCaller caller, EngineAccess engine, CancellationToken cancellationToken) =>
        await ReadAsync(engine, caller.Workspace, id, cancellationToken) is { } found ? Answer(Schedule.Read(found)) : Missing();

    private static async Task<Results<NoContent, Problem>> DeleteAsync(GivenId id, Auditor audit, EngineAccess engine, CancellationToken cancellationToken) =>
        await DeletedAsync(id, audit, engine, cancellationToken) is { } refused ? refused : TypedResults.NoContent();

    internal static async ValueTask<Problem?> DeletedAsync(Guid id, Auditor audit, EngineAccess engine, CancellationToken cancellationToken)
    {
        if (await ReadAsync(engine, audit.Workspace, id, cancellationToken) is not { } found)
            return Missing();
        await engine.Documents.WriteAsync([new(audit.Workspace, Schedule.Kind, found.Name, null), audit.Row("schedule.deleted", found.Name, Details(Schedule.Read(found)))], cancellationToken);
        return null;
    }

    internal static Task<Results<JsonHttpResult<Schedule>, Problem>> PauseAsync(GivenId id, Auditor audit, EngineAccess engine, ScheduleBell bell, CancellationToken cancellationToken) =>
        ChangeAsync(id, "schedule.paused", schedule => schedule with { Enabled = false, NextFireAt = null, Delayed = null }, audit, engine, bell, cancellationToken);

    // What was due while it was paused was not missed: somebody wanted it so.
    internal static Task<Results<JsonHttpResult<Schedule>, Problem>> ResumeAsync(GivenId id, Auditor audit, EngineAccess engine, ScheduleBell bell, CancellationToken cancellationToken) =>
        ChangeAsync(id, "schedule.resumed", schedule => schedule.Enabled ? schedule : schedule with { Enabled = true, NextFireAt = schedule.Next(audit.Now) }, audit, engine, bell, cancellationToken);

    private static async Task<Results<JsonHttpResult<Schedule>, Problem>> ChangeAsync(Guid id, string action, Func<Schedule, Schedule> change, Auditor audit, EngineAccess engine, ScheduleBell bell, CancellationToken cancellationToken)
    {
        for (var tries = 0; tries < 8; tries++)
        {
            if (await ReadAsync(engine, audit.Workspace, id, cancellationToken) is not { } found)
                return Missing();
            var changed = change(Schedule.Read(found));
            if (await engine.Documents.WriteAsync([changed.Write(audit.Workspace, found.Version), audit.Row(action, found.Name)], cancellationToken) is not null)
                continue;
            bell.Ring();
            return Answer(changed);
        }

        return new Problem(409, SecretCodes.ChangedMeanwhile, "the schedule keeps changing");
    }

    private static async Task<Results<JsonHttpResult<NextTimes>, Problem>> NextAsync(GivenId id, HttpContext context, RequestCaller caller, EngineAccess engine, TimeProvider clock, CancellationToken cancellationToken)
    {
        var query = new Query(context);
        var count = query.Number("count", 5, 1, MostTimes);
        if (query.Refusal() is { } wrong)
            return wrong;
        if (await ReadAsync(engine, caller.Workspace, id, cancellationToken) is not { } found)
            return Missing();
        return TypedResults.Json(new NextTimes(DueTimes.Between(Schedule.Read(found), clock.GetUtcNow(), DateTimeOffset.MaxValue, count)), ScheduleJson.Default.NextTimes);
    }

    private static JsonHttpResult<Schedule> Answer(Schedule schedule, int status = 200) => TypedResults.Json(schedule, ScheduleJson.Default.Schedule, statusCode: status);

    private static Dictionary<string, string> Details(Schedule schedule) => new() { ["name"] = schedule.Name, ["graph"] = schedule.Graph, ["cron"] = schedule.Cron };
}
