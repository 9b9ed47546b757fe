namespace Logos.Adapters.Embedded.Snapshots;

internal enum SnapshotFrame : byte
{
    /// <summary>The first: the format and the last number that was given out.</summary>
    Head = 1,

    /// <summary>A graph and who asked; in formats before 4 a graph alone.</summary>
    Origin = 2,
    Entries = 3,
    Segment = 4,
    Partition = 5,
    Verdict = 6,
    Submission = 7,
    Command = 8,
    Rows = 9,
    Graph = 10,
    DeletedGraph = 11,

    /// <summary>The last: how many frames there were before it.</summary>
    End = 12,
    Document = 13,
}
