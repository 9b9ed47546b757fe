using System.Text.Json;
using System.Text.Json.Serialization;
using Logos.Core.Documents;
using Logos.Core.Schedules;
using Logos.Gateway.Requests;

namespace Logos.Gateway.Schedules;

/// <summary>A graph that is started at times.</summary>
/// <param name="NextFireAt">Null while it is paused, and when it is never due again.</param>
/// <param name="RanAheadTo">The last time that it ran, or else was made, by a clock that was ahead and has been set back; null when none was.</param>
/// <param name="Delayed">The time that is due and waits until there is room.</param>
/// <param name="Backfill">What a backfill has no room for yet.</param>
internal sealed record Schedule(
    Guid Id,
    string Name,
    string Graph,
    string Cron,
    string TimeZone,
    JsonElement Inputs,
    IReadOnlyDictionary<string, string> Tags,
    Missed Missed,
    bool Enabled,
    string CreatedBy,
    DateTimeOffset CreatedAt,
    DateTimeOffset? NextFireAt = null,
    DateTimeOffset? LastFireAt = null,
    Guid? LastExecutionId = null,
    ScheduleError? LastError = null,
    DateTimeOffset? RanAheadTo = null,
    DateTimeOffset? Delayed = null,
    Backfill? Backfill = null)
{
    public const string Kind = "schedule";

    public static Schedule Read(Document document) => JsonSerializer.Deserialize(document.Body.Span, ScheduleJson.Default.Schedule)!;

    public DocumentWrite Write(string workspace, long expected) =>
        new(workspace, Kind, Id.ToString(), JsonSerializer.SerializeToUtf8Bytes(this, ScheduleJson.Default.Schedule)) { Expected = expected };

    /// <summary>The first time after an instant; null when there is none, or the zone is not known any more.</summary>
    public DateTimeOffset? Next(DateTimeOffset after) =>
        TimeZones.Find(TimeZone) is { } zone && Core.Schedules.Cron.Read(Cron, out _) is { } cron ? cron.Next(after, zone) : null;
}

/// <summary>What becomes of times at which no server ran.</summary>
internal enum Missed
{
    /// <summary>Nothing.</summary>
    Skip,

    /// <summary>One execution stands for all of them.</summary>
    Once,

    /// <summary>Each is made up for, the newest <see cref="DueTimes.MostMissed"/> at least.</summary>
    All,
}

/// <summary>Times that are still to be made up for, both among them.</summary>
internal sealed record Backfill(DateTimeOffset From, DateTimeOffset Until);

/// <summary>Why it could not start its graph.</summary>
internal sealed record ScheduleError(DateTimeOffset At, string Code, string Message);

/// <summary>As callers see it.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record ScheduleRequest(string Name, string Graph, string Cron, string? TimeZone = null, JsonElement? Inputs = null, IReadOnlyDictionary<string, string>? Tags = null, Missed? Missed = null, bool? Enabled = null);

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record BackfillRequest(DateTimeOffset From, DateTimeOffset Until);

/// <param name="Executions">One for each time, in their order: those that were there already as well.</param>
/// <param name="Remaining">How many times wait until there is room.</param>
internal sealed record BackfillAnswer(IReadOnlyList<Guid> Executions, int? Remaining = null);

internal sealed record NextTimes(IReadOnlyList<DateTimeOffset> Items);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true, AllowDuplicateProperties = false, MaxDepth = Nesting.Deepest, Converters = [typeof(MissedNames), typeof(UtcTimes)])]
[JsonSerializable(typeof(Schedule))]
[JsonSerializable(typeof(ScheduleRequest))]
[JsonSerializable(typeof(Listed<Schedule>))]
[JsonSerializable(typeof(BackfillRequest))]
[JsonSerializable(typeof(BackfillAnswer))]
[JsonSerializable(typeof(NextTimes))]
internal sealed partial class ScheduleJson : JsonSerializerContext;

internal sealed class MissedNames() : JsonStringEnumConverter<Missed>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false);
