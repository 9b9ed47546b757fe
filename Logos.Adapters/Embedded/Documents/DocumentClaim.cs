using Logos.Core.Documents;

namespace Logos.Adapters.Embedded.Documents;

/// <summary>The names of a batch, which are nobody else's until it is released.</summary>
internal sealed class DocumentClaim(IReadOnlyList<DocumentKey> names, IReadOnlyList<DocumentChange> changes)
{
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IReadOnlyList<DocumentKey> Names { get; } = names;

    public IReadOnlyList<DocumentChange> Changes { get; } = changes;

    public Task Released => _released.Task;

    public void Release() => _released.SetResult();
}

/// <summary>What asking for names came to: one of the three.</summary>
/// <param name="Claim">They are the caller's, and the writes hold.</param>
/// <param name="Refused">The first write that does not hold.</param>
/// <param name="Busy">Another write is under way to one of them: it is asked again when that has ended.</param>
internal readonly record struct Claiming(DocumentClaim? Claim, DocumentWrite? Refused, Task? Busy);
