namespace Logos.Core.Documents;

/// <summary>What workspaces keep. What is written is durable when the call returns.</summary>
public interface IDocumentStore
{
    /// <returns>Null when there is none, or it has expired.</returns>
    ValueTask<Document?> FindAsync(string workspace, string kind, string name, CancellationToken cancellationToken);

    /// <returns>In the order of their names, by code unit.</returns>
    /// <param name="workspace">Whose; null for those of all workspaces, which come workspace by workspace.</param>
    /// <param name="kind">Which kind.</param>
    /// <param name="after">What the page before said comes next; null from the first on.</param>
    /// <param name="limit">How many at most, 1 to 1,000.</param>
    /// <param name="newestFirst">By name in reverse, and by workspace too: for kinds whose names are UUIDv7.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="FormatException">No page has said so.</exception>
    ValueTask<DocumentPage> ListAsync(string? workspace, string kind, string? after, int limit, bool newestFirst, CancellationToken cancellationToken);

    /// <summary>All of them or none.</summary>
    /// <returns>Null when they are written; else the first that found another version than it expected.</returns>
    /// <exception cref="ArgumentException">A name stands in it twice or is empty, or something is larger than <see cref="DocumentWrite"/> says.</exception>
    ValueTask<DocumentWrite?> WriteAsync(IReadOnlyList<DocumentWrite> writes, CancellationToken cancellationToken);
}

/// <param name="Next">What to ask with for those behind them; null at the end.</param>
public sealed record DocumentPage(IReadOnlyList<Document> Items, string? Next);
