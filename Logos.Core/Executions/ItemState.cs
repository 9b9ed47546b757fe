using Logos.Core.Work;

namespace Logos.Core.Executions;

/// <summary>One item of a foreach. A struct: there may be ten thousand, and most are at rest.</summary>
public record struct ItemState
{
    public NodeStatus Status { get; internal set; }

    public bool Claimed { get; internal set; }

    public bool Quarantined { get; internal set; }

    public bool Cached { get; internal set; }

    public byte Silences { get; internal set; }

    public int Attempt { get; internal set; }

    public int TriesBefore { get; internal set; }

    public long DispatchedIn { get; internal set; }

    public DateTimeOffset? DueAt { get; internal set; }

    public Payload? Input { get; internal set; }

    public Payload? Output { get; internal set; }

    public Failure? Error { get; internal set; }

    internal bool Changed { get; set; }
}
