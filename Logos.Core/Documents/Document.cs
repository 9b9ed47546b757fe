namespace Logos.Core.Documents;

/// <summary>Something small that a workspace keeps beside its graphs and executions: a secret, a connection, a schedule, a token, what an idempotency key was answered with.</summary>
/// <param name="Workspace">Empty for what belongs to no workspace.</param>
/// <param name="Kind">A lower-case word, such as <c>secret</c>.</param>
/// <param name="Name">The one of its kind in its workspace.</param>
/// <param name="Version">1 when it was written first, and one more with each change; a name that was deleted begins anew.</param>
/// <param name="Body">JSON in UTF-8.</param>
/// <param name="ExpiresAt">From then on it is as if deleted, and is removed some time after.</param>
public sealed record Document(string Workspace, string Kind, string Name, long Version, ReadOnlyMemory<byte> Body, DateTimeOffset ChangedAt, DateTimeOffset? ExpiresAt);
