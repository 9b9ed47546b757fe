using Logos.Adapters.Embedded;
using Logos.Adapters.Faults;
using Logos.Adapters.Journal;
using Logos.Core.Executions;
using Logos.Core.Orchestration;
using Logos.Simulation.Scheduling;
using Logos.Simulation.Stores;

namespace Logos.Simulation.Schedules;

/// <summary>
/// How the embedded store keeps house: what has ended leaves memory in small parts, soon goes for good, and everything
/// is written anew just when a commit comes that changes what has ended.
/// </summary>
internal sealed class EmbeddedHouse
{
    private readonly EmbeddedShape _shape;
    private readonly Simulator _simulator;
    private readonly HashSet<Guid> _gone = [];
    private int _rounds = 6;

    public EmbeddedHouse(EmbeddedShape shape)
    {
        (_shape, _simulator) = (shape, shape.Schedule.Simulator);
        Options = new()
        {
            SnapshotEvery = 64 * 1024,
            RestAfter = TimeSpan.FromMilliseconds(_simulator.Random.Next(3) switch { 0 => 300, 1 => 1_000, _ => 5_000 }),
            RetentionInterval = TimeSpan.FromSeconds(1),
            Retention = _simulator.Random.Next(4) switch
            {
                0 => Retention.Everything with { Count = _simulator.Random.Next(2) },
                1 => Retention.Everything with { Age = _simulator.Between(1_000, 8_000) },
                _ => Retention.Everything,
            },
            PartSize = _simulator.Chance(2) ? 400 : 4 * 1024 * 1024,
            OnRemoved = RemovedAsync,
            OnTrouble = trouble => _simulator.Break($"The house cannot be kept: {trouble}"),
        };
    }

    public StoreOptions Options { get; }

    private Tables Tables => _shape.Tables;

    public bool IsGone(Guid id) => _gone.Contains(id);

    /// <summary>Everything is written anew, a moment from now.</summary>
    public void Tidy()
    {
        var process = _shape.Process;
        if (_rounds-- > 0)
            _simulator.After(_simulator.Between(0, 50), () => Tidy(process));
    }

    /// <summary>Everything is written anew, and somewhere in the middle of that this ends.</summary>
    public async Task RaceAsync()
    {
        if (_rounds-- <= 0)
            return;
        Tidy(_shape.Process);
        _shape.Process.Start(LookAsync);
        await StepsAsync();
    }

    private async Task LookAsync()
    {
        await StepsAsync();
        await StepsAsync();
        try
        {
            _shape.HoldAfterAStart();
        }
        catch (LawBrokenException e)
        {
            _simulator.Break(e.Message);
        }
    }

    private async Task StepsAsync()
    {
        for (var steps = _simulator.Random.Next(24); steps > 0; steps--)
            await Task.Yield();
    }

    private void Tidy(SimulatedProcess process)
    {
        if (_shape.Journal is not { } journal || process != _shape.Process)
            return;
        process.Start(() => TidyAsync(journal));
        // What has got lost in memory shows when the journal is read again.
        if (_shape.Schedule is { WithFaults: true, Options.Crash: null } && _simulator.Chance(4))
            _simulator.After(_simulator.Between(0, 20), () => _shape.DieAlone(process));
    }

    /// <summary>The commit has been applied here too: what the store has no more is let go.</summary>
    public void Settle(IExecutionStore journal, PartitionCommit commit)
    {
        if (Options.Retention == Retention.Everything)
            return;
        foreach (var id in commit.Changes.Where(c => c.Execution.Status.IsEnd()).Select(c => c.Id))
        {
            if (!IsGone(id) && Find(journal, id) is null)
                Let(id);
        }
    }

    /// <summary>It is not there any more: it must have been over for long enough, with all that belongs to it.</summary>
    public void Let(Guid id)
    {
        var root = Tables.Head(id)!.Root;
        foreach (var each in Tables.Tree(root))
        {
            if (!MayGo(each))
                throw new LawBrokenException($"{CommitText.Short(each.Head.Id)} is {each.Row.Status}{(each.Row.EndedAt is { } ended ? $" since {ended:HH:mm:ss.fff}" : "")}, and is not there.");
            EndLaws.Check(_shape.Schedule, each);
            Tables.Remove(each.Head.Id);
            _shape.Schedule.Blobs.Delete(each.Head.Id);
            _gone.Add(each.Head.Id);
        }

        _simulator.Tell("journal", $"{CommitText.Short(root)} is deleted");
    }

    public bool MayGo(StoredExecution each) =>
        Options.Retention != Retention.Everything && each.Row.Status.IsEnd() && !each.Nodes.Any(EndLaws.IsUndoing) &&
        (Options.Retention.Age is not { } age || each.Row.EndedAt + age <= _simulator.Now);

    private ValueTask RemovedAsync(Guid id)
    {
        // A commit that changes it may still be on its way back: then that lets go of it.
        if (_gone.Contains(id) || _shape.IsCommitting(id))
            return default;
        try
        {
            if (Tables.Head(id) is null)
                throw new LawBrokenException($"{CommitText.Short(id)} was deleted, and nobody knows it.");
            Let(id);
        }
        catch (LawBrokenException e)
        {
            _simulator.Break(e.Message);
        }

        return default;
    }

    private static StoredExecution? Find(IExecutionStore journal, Guid id) => journal.FindAsync(id, default).AsTask().Result;

    private async Task TidyAsync(JournalStore journal)
    {
        _simulator.Tell("journal", "is written anew");
        try
        {
            await journal.CompactAsync();
        }
        catch (Exception e) when (_shape.IsPowerless || e is StoreUnavailableException or JournalException { Code: AdaptersCodes.JournalDiskFull })
        {
            // It is kept when there is room again.
        }
    }
}
