using System.Text.Json;
using Logos.Core.Graphs.Validation;
using Logos.Core.Orchestration;
using Logos.Core.Schedules;
using Logos.Gateway.Faults;
using Logos.Gateway.Starting;
using Logos.Rules.Faults;
using Logos.Rules.Values;

namespace Logos.Gateway.Schedules;

/// <summary>What a schedule that somebody sends has to be: all its faults at once.</summary>
internal static class ScheduleRules
{
    private const int LongestName = 100;
    private const int MostTags = 20;
    private const int LongestTag = 200;

    public static async ValueTask<IReadOnlyList<Fault>> CheckAsync(EngineAccess engine, string workspace, ScheduleRequest asked, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var faults = new List<Fault>();
        if (string.IsNullOrWhiteSpace(asked.Name) || asked.Name.Length > LongestName || asked.Name.Any(char.IsControl))
            faults.Add(new(ScheduleCodes.BadSchedule, $"a schedule has a name of 1 to {LongestName} characters") { Path = "name" });
        if (asked.Tags is { } tags && (tags.Count > MostTags || tags.Any(tag => tag.Key.Length is 0 or > LongestTag || tag.Value is null || tag.Value.Length > LongestTag)))
            faults.Add(new(ScheduleCodes.BadSchedule, $"a schedule has up to {MostTags} tags of up to {LongestTag} characters") { Path = "tags" });
        else if (asked.Tags?.Keys.FirstOrDefault(SystemTags.IsOne) is { } taken)
            faults.Add(new(ScheduleCodes.BadSchedule, $"the server alone sets the tag `{taken}`") { Path = "tags" });
        var zone = TimeZones.Find(asked.TimeZone ?? "UTC");
        if (zone is null)
            faults.Add(new(ScheduleCodes.BadTimeZone, "there is no such time zone") { Path = "time_zone", Hint = "a name such as `Europe/Berlin`" });
        if (Cron.Read(asked.Cron, out var wrong) is not { } cron)
            faults.Add(new(ScheduleCodes.BadCron, wrong!) { Path = "cron" });
        else if (zone is not null && cron.Next(now, zone) is null)
            faults.Add(new(ScheduleCodes.NeverDue, $"`{asked.Cron}` is never due") { Path = "cron" });
        await CheckGraphAsync(engine, workspace, asked, faults, cancellationToken);
        return faults;
    }

    private static async ValueTask CheckGraphAsync(EngineAccess engine, string workspace, ScheduleRequest asked, List<Fault> faults, CancellationToken cancellationToken)
    {
        if (await engine.Plans.FindAsync(workspace, asked.Graph, 0, cancellationToken) is not (_, { } plan))
        {
            faults.Add(new(GatewayCodes.NoSuchGraph, $"there is no graph `{asked.Graph}`") { Path = "graph" });
            return;
        }

        Value inputs;
        try
        {
            inputs = asked.Inputs is { } given ? ValueJson.Parse(given.GetRawText()) : Value.From(ValueMap.Empty);
        }
        catch (JsonException)
        {
            faults.Add(new(ScheduleCodes.BadSchedule, $"`inputs` has a number that is too large, a text that is not valid Unicode, or more than {ValueJson.MaxDepth} levels") { Path = "inputs" });
            return;
        }

        if (!inputs.IsMap)
            faults.Add(new(ScheduleCodes.BadSchedule, "`inputs` is no object") { Path = "inputs" });
        else if (InputBinding.Bind(plan.Definition, inputs.AsMap(), out var wrong) is not { } bound)
            faults.AddRange(wrong);
        else if (StartInputs.Write(bound) is null)
            faults.Add(StartInputs.NotKept with { Path = "inputs" });
    }
}
