namespace Logos.Core.Orchestration;

public sealed partial class PartitionLoop
{
    private (PartitionCommit Commit, TurnTally Tally)? _doubtful;

    // The connection went while the store was committing. Nobody held the partition in between: then the number of its last
    // commit tells whether that one is there. What somebody else may have committed is theirs to count.
    private Lease CountDoubtful(Lease lease)
    {
        if (_doubtful is { } last && lease.Epoch == last.Commit.Lease.Epoch + 1 && lease.CommitSequence == last.Commit.Sequence)
            meters?.Count(last.Tally);
        _doubtful = null;
        return lease;
    }
}
