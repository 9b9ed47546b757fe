using Logos.Core.Work;

namespace Logos.Core.Executions;

/// <summary>One item of a foreach. A struct: there may be ten thousand, and most are at rest.</summary>
public struct ItemState
{
    public NodeStatus Status;
    public bool Claimed;
    public bool Quarantined;
    public byte Silences;
    public int Attempt;
    public int TriesBefore;
    public DateTimeOffset? DueAt;
    public Payload? Output;
    public Failure? Error;
}
