using Logos.Core.Executions;
using Logos.Core.Work;
using Logos.Rules.Values;
using Logos.Simulation.Scheduling;

namespace Logos.Simulation.Schedules;

/// <summary>
/// Work of which every run is counted. How long it takes and how it ends follows from the seed and the attempt, and
/// not from who runs it or when: a second run of an attempt comes to the same.
/// </summary>
internal sealed class CountedHandler(int seed, Ledger ledger, SimulatedProcess process, INodeHandler? inner = null) : INodeHandler
{
    public async Task<NodeResult> RunAsync(NodeContext context, CancellationToken cancellationToken)
    {
        var key = new RunKey(context.Execution, context.Node, context.Item ?? -1, context.Attempt, IsUndo(context));
        if (process.IsDead)
            throw new LawBrokenException($"{process.Name} is dead, and runs {key}.");
        ledger.Began(key, process);
        var well = false;
        try
        {
            if (inner is not null)
                return await inner.RunAsync(context, cancellationToken).ConfigureAwait(false);
            var fate = Fate.Of(seed, key);
            if (fate.Lasts > TimeSpan.Zero)
                await process.WaitAsync(fate.Lasts, cancellationToken).ConfigureAwait(false);
            if (fate.Failure is { } failure)
                return failure;
            well = true;
            var yielded = ValueMap.From([new("ok", fate.Ok), new("by", key.ToString())]);
            return (Value)(fate.IsLarge ? yielded.With("much", new string('x', Payload.MaxInline)) : yielded);
        }
        finally
        {
            ledger.Ended(key, process, well || inner is not null);
        }
    }

    private static bool IsUndo(NodeContext context) => context.With["url"] is { IsString: true } url && url.AsString().EndsWith("/undo", StringComparison.Ordinal);
}

/// <summary>What comes of an attempt.</summary>
/// <param name="IsLarge">What it yields does not fit into a row.</param>
internal readonly record struct Fate(TimeSpan Lasts, Failure? Failure, bool Ok, bool IsLarge)
{
    public static Fate Of(int seed, RunKey key)
    {
        var hash = (ulong)(uint)seed;
        foreach (var c in key.Node)
            Mix(ref hash, c);
        Span<byte> id = stackalloc byte[16];
        key.Execution.TryWriteBytes(id);
        foreach (var b in id)
            Mix(ref hash, b);
        Mix(ref hash, (ulong)(key.Item + 2));
        Mix(ref hash, (ulong)key.Attempt);
        Mix(ref hash, key.Undo ? 1UL : 2UL);
        hash ^= hash >> 31;
        var lasts = (hash % 20) switch
        {
            < 10 => TimeSpan.Zero,
            < 17 => TimeSpan.FromMilliseconds((hash >> 8) % 400),
            < 19 => TimeSpan.FromSeconds(9 + ((hash >> 8) % 18)),
            _ => TimeSpan.FromSeconds(100),
        };
        Failure? failure = ((hash >> 24) % 16) switch
        {
            0 or 1 => new("LGS9999", FailureKind.Transient, "busy"),
            2 => new("LGS9999", FailureKind.Permanent, "broken"),
            _ => null,
        };
        return new(lasts, failure, (hash >> 40) % 4 != 0, (hash >> 44) % 60 == 0);
    }

    private static void Mix(ref ulong hash, ulong value) => hash = unchecked((hash ^ value ^ (hash >> 29)) * 1099511628211UL);
}
