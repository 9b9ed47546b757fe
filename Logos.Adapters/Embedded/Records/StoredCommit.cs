using Logos.Core.Orchestration;

namespace Logos.Adapters.Embedded.Records;

/// <param name="Commit">What an owner has decided.</param>
/// <param name="Woken">Executions that it changes although their rows had left memory: all of them, as they were.</param>
internal sealed record StoredCommit(PartitionCommit Commit, IReadOnlyList<StoredExecution> Woken);
