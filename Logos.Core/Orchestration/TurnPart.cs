using Logos.Core.Executions;

namespace Logos.Core.Orchestration;

/// <summary>What of a turn is committed together: whole trees, since an execution and what it started have to agree, unless the turn may be cut.</summary>
internal sealed class TurnPart
{
    public HashSet<Guid> Roots { get; } = [];

    public List<ExecutionHead> Begun { get; } = [];

    public List<ExecutionChanges> Changes { get; } = [];

    public List<CommandVerdict> Verdicts { get; } = [];

    /// <summary>What is counted when it is committed.</summary>
    public TurnTally Tally { get; } = new();

    public long Bytes { get; set; }

    /// <summary>It is committed.</summary>
    public bool IsDone { get; set; }

    public void Add(TurnPart other)
    {
        Roots.UnionWith(other.Roots);
        Begun.AddRange(other.Begun);
        Changes.AddRange(other.Changes);
        Verdicts.AddRange(other.Verdicts);
        Tally.Add(other.Tally);
        Bytes += other.Bytes;
    }
}
