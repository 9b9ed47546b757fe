using System.Text;
using Logos.Core.Documents;
using Logos.Core.Orchestration;
using Logos.Gateway.Limits;

namespace Logos.Gateway.Schedules;

/// <summary>Goes on with what a backfill had no room for, time by time: half of what may be under way is left to callers.</summary>
internal sealed class BackfillRounds(EngineAccess engine, Admission admission)
{
    /// <summary>So many at once keep no other schedule waiting.</summary>
    private const int AtOnce = 100;

    private const string SlotKind = "schedule-slot";
    private static readonly TimeSpan SlotAge = TimeSpan.FromDays(30);

    /// <returns>Whether there is more to do right now.</returns>
    public async ValueTask<bool> RunAsync(Document document, Schedule schedule, DateTimeOffset now, CancellationToken cancellationToken)
    {
        // Before anything is looked for: while there is no room this is asked every second.
        var (probe, none) = await admission.EnterAsync(engine, document.Workspace, schedule.Graph, cancellationToken, leavesRoom: true);
        if (none is not null)
            return false;
        probe.Dispose();
        var known = await KnownAsync(engine, document.Workspace, schedule, schedule.Backfill!.From, cancellationToken);
        for (var done = 0; done < AtOnce; done++)
        {
            var backfill = schedule.Backfill!;
            if (DueTimes.Between(schedule, backfill.From, backfill.Until, 1) is not [var time])
            {
                await WriteAsync(document, schedule with { Backfill = null }, cancellationToken);
                return true;
            }

            var moved = schedule with { Backfill = backfill with { From = time.AddTicks(1) } };
            if (known.ContainsKey(ScheduleRounds.Text(time)) || await SlotAsync(engine, document, time, cancellationToken) is not null)
            {
                if (!await WriteAsync(document, moved, cancellationToken))
                    return true;
            }
            else
            {
                var (room, full) = await admission.EnterAsync(engine, document.Workspace, schedule.Graph, cancellationToken, leavesRoom: true);
                if (full is not null)
                    return false;
                using (room)
                {
                    var start = await ScheduleRounds.PrepareAsync(engine, document.Workspace, schedule, time, cancellationToken);
                    if (start.Submission is not { } submission)
                    {
                        // As it would have been refused at once.
                        await WriteAsync(document, schedule with { Backfill = null, LastError = new(now, start.Faults[0].Code, start.Faults[0].Message) }, cancellationToken);
                        return true;
                    }

                    var writes = new[] { Mark(document, time, submission.Head.Id, now), moved.Write(document.Workspace, document.Version) };
                    if (await engine.Client.SubmitAsync(submission with { Writes = writes }, cancellationToken) is not null)
                        return true;
                }
            }

            if (await engine.Documents.FindAsync(document.Workspace, Schedule.Kind, document.Name, cancellationToken) is not { } current)
                return true;
            (document, schedule) = (current, Schedule.Read(current));
            if (schedule.Backfill is null)
                return true;
        }

        return true;
    }

    /// <summary>What stands for a time that a backfill has run. Of two that ask at once, one alone writes it.</summary>
    public static DocumentWrite Mark(Document schedule, DateTimeOffset time, Guid execution, DateTimeOffset now) =>
        new(schedule.Workspace, SlotKind, Name(schedule, time), Encoding.ASCII.GetBytes($"\"{execution}\"")) { Expected = 0, ExpiresAt = now + SlotAge };

    /// <returns>The execution that a backfill has started for a time.</returns>
    public static async ValueTask<Guid?> SlotAsync(EngineAccess engine, Document schedule, DateTimeOffset time, CancellationToken cancellationToken) =>
        await engine.Documents.FindAsync(schedule.Workspace, SlotKind, Name(schedule, time), cancellationToken) is { } slot ? Guid.Parse(Encoding.ASCII.GetString(slot.Body.Span).Trim('"')) : null;

    /// <returns>The executions that the schedule itself has started, by their times, as far as they are still there.</returns>
    public static async ValueTask<Dictionary<string, Guid>> KnownAsync(EngineAccess engine, string workspace, Schedule schedule, DateTimeOffset from, CancellationToken cancellationToken)
    {
        var filter = new ExecutionFilter { Workspace = workspace, Graph = schedule.Graph, Tag = new(ScheduleRounds.ScheduleTag, schedule.Id.ToString()), From = from, RootsOnly = true };
        var known = new Dictionary<string, Guid>();
        string? after = null;
        do
        {
            var page = await engine.Executions.ListAsync(filter, after, 1_000, cancellationToken);
            foreach (var execution in page.Items)
            {
                if (execution.Tags.TryGetValue(ScheduleRounds.TimeTag, out var time))
                    known[time] = execution.Id;
            }

            after = page.Next;
        }
        while (after is not null);
        return known;
    }

    private static string Name(Document schedule, DateTimeOffset time) => $"{schedule.Name}/{ScheduleRounds.Text(time)}";

    private async ValueTask<bool> WriteAsync(Document document, Schedule schedule, CancellationToken cancellationToken) =>
        await engine.Documents.WriteAsync([schedule.Write(document.Workspace, document.Version)], cancellationToken) is null;
}
