namespace Logos.Core.Documents;

/// <summary>A document as it is to be from now on.</summary>
/// <param name="Body">JSON in UTF-8; null deletes it.</param>
public sealed record DocumentWrite(string Workspace, string Kind, string Name, ReadOnlyMemory<byte>? Body)
{
    /// <summary>In bytes.</summary>
    public const int LargestBody = 1024 * 1024;

    /// <summary>All bodies together, in bytes.</summary>
    public const int LargestBatch = 16 * 1024 * 1024;

    /// <summary>In characters; for the kind and the workspace too.</summary>
    public const int LongestName = 512;

    /// <summary>The version that has to be there for the write to hold: 0 for none at all, null for any.</summary>
    public long? Expected { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }
}
