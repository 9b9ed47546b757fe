using System.Globalization;
using System.Text.Json;
using Logos.Core.Documents;
using Logos.Core.Orchestration;
using Logos.Gateway.Access;
using Logos.Gateway.Audit;
using Logos.Gateway.Bodies;
using Logos.Gateway.Faults;
using Logos.Gateway.Lists;
using Logos.ServiceDefaults.Faults;
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
        var schedules = api.MapGroup("/schedules").WithTags("schedules");
        schedules.MapGet("", ListAsync).Requires(Scope.Read).Produces<ListPage<Schedule>>();
        schedules.MapPost("", CreateAsync).Requires(Scope.Admin).Accepts<ScheduleRequest>("application/json").Produces<Schedule>(201);
        schedules.MapGet("/{id:guid}", FindAsync).Requires(Scope.Read).Produces<Schedule>();
        schedules.MapDelete("/{id:guid}", DeleteAsync).Requires(Scope.Admin);
        schedules.MapPost("/{id:guid}/pause", PauseAsync).Requires(Scope.Admin).Produces<Schedule>();
        schedules.MapPost("/{id:guid}/resume", ResumeAsync).Requires(Scope.Admin).Produces<Schedule>();
        schedules.MapPost("/{id:guid}/backfill", BackfillEndpoint.RunAsync).Requires(Scope.Admin).Accepts<BackfillRequest>("application/json").Produces<BackfillAnswer>();
        schedules.MapGet("/{id:guid}/next", NextAsync).Requires(Scope.Read).Produces<NextTimes>();
    }

    public static Problem Missing() => new(404, ScheduleCodes.NoSuchSchedule, "there is no such schedule");

    public static ValueTask<Document?> ReadAsync(EngineAccess engine, string workspace, Guid id, CancellationToken cancellationToken) =>
        engine.Documents.FindAsync(workspace, Schedule.Kind, id.ToString(), cancellationToken);

    private static async Task<Results<JsonHttpResult<ListPage<Schedule>>, Problem>> ListAsync(HttpContext context, RequestCaller caller, EngineAccess engine, CancellationToken cancellationToken)
    {
        var (page, problem) = await ListQuery.ReadAsync(context, engine.Documents, caller.Workspace, Schedule.Kind, newestFirst: true, cancellationToken);
        return page is null ? problem! : TypedResults.Json(new ListPage<Schedule>([.. page.Items.Select(Schedule.Read)], page.Next), ScheduleJson.Default.ListPageSchedule);
    }

    private static async Task<Results<JsonHttpResult<Schedule>, Problem>> CreateAsync(HttpContext context, Auditor audit, EngineAccess engine, ScheduleBell bell, CancellationToken cancellationToken)
    {
        if (!(await JsonBody.ReadAsync(context, ScheduleJson.Default.ScheduleRequest, cancellationToken)).IsRead(out var asked, out var unread))
            return unread;
        var now = audit.Now;
        if (await ScheduleRules.CheckAsync(engine, audit.Workspace, asked, now, cancellationToken) is { Count: > 0 } faults)
            return Problem.Of(422, "the schedule has faults", faults);
        var schedule = new Schedule(Guid.CreateVersion7(now), asked.Name, asked.Graph, asked.Cron, asked.TimeZone ?? "UTC", asked.Inputs ?? NoInputs, asked.Tags ?? new Dictionary<string, string>(),
            asked.Missed ?? Missed.Skip, asked.Enabled ?? true, audit.Caller.Name, now);
        if (schedule.Enabled)
            schedule = schedule with { NextFireAt = schedule.Next(now) };
        await engine.Documents.WriteAsync([schedule.Write(audit.Workspace, 0), audit.Row("schedule.created", schedule.Id.ToString(), Details(schedule))], cancellationToken);
        bell.Ring();
        context.Response.Headers.Location = $"/api/v1/schedules/{schedule.Id}";
        return Answer(schedule, 201);
    }

    private static async Task<Results<JsonHttpResult<Schedule>, Problem>> FindAsync(Guid id, RequestCaller caller, EngineAccess engine, CancellationToken cancellationToken) =>
        await ReadAsync(engine, caller.Workspace, id, cancellationToken) is { } found ? Answer(Schedule.Read(found)) : Missing();

    private static async Task<Results<NoContent, Problem>> DeleteAsync(Guid id, Auditor audit, EngineAccess engine, CancellationToken cancellationToken)
    {
        if (await ReadAsync(engine, audit.Workspace, id, cancellationToken) is not { } found)
            return Missing();
        await engine.Documents.WriteAsync([new(audit.Workspace, Schedule.Kind, found.Name, null), audit.Row("schedule.deleted", found.Name, Details(Schedule.Read(found)))], cancellationToken);
        return TypedResults.NoContent();
    }

    private static Task<Results<JsonHttpResult<Schedule>, Problem>> PauseAsync(Guid id, Auditor audit, EngineAccess engine, ScheduleBell bell, CancellationToken cancellationToken) =>
        ChangeAsync(id, "schedule.paused", schedule => schedule with { Enabled = false, NextFireAt = null }, audit, engine, bell, cancellationToken);

    // What was due while it was paused was not missed: somebody wanted it so.
    private static Task<Results<JsonHttpResult<Schedule>, Problem>> ResumeAsync(Guid id, Auditor audit, EngineAccess engine, ScheduleBell bell, CancellationToken cancellationToken) =>
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

    private static async Task<Results<JsonHttpResult<NextTimes>, Problem>> NextAsync(Guid id, HttpContext context, RequestCaller caller, EngineAccess engine, TimeProvider clock, CancellationToken cancellationToken)
    {
        var count = 5;
        if (context.Request.Query.TryGetValue("count", out var text) && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out count) || count is < 1 or > MostTimes))
            return new Problem(400, ServiceCodes.BadRequest, $"`count` is not a number from 1 to {MostTimes}");
        if (await ReadAsync(engine, caller.Workspace, id, cancellationToken) is not { } found)
            return Missing();
        return TypedResults.Json(new NextTimes(DueTimes.Between(Schedule.Read(found), clock.GetUtcNow(), DateTimeOffset.MaxValue, count)), ScheduleJson.Default.NextTimes);
    }

    private static JsonHttpResult<Schedule> Answer(Schedule schedule, int status = 200) => TypedResults.Json(schedule, ScheduleJson.Default.Schedule, statusCode: status);

    private static Dictionary<string, string> Details(Schedule schedule) => new() { ["name"] = schedule.Name, ["graph"] = schedule.Graph, ["cron"] = schedule.Cron };
}
