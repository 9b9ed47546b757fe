using Logos.Core.Documents;

namespace Logos.Adapters.Embedded.Documents;

/// <summary>What a batch has to be.</summary>
internal static class DocumentRules
{
    public static void Check(IReadOnlyList<DocumentWrite> writes)
    {
        ArgumentNullException.ThrowIfNull(writes);
        var (size, keys) = (0L, writes.Count > 1 ? new HashSet<DocumentKey>() : null);
        foreach (var write in writes)
        {
            ArgumentNullException.ThrowIfNull(write.Workspace);
            ArgumentException.ThrowIfNullOrEmpty(write.Kind);
            ArgumentException.ThrowIfNullOrEmpty(write.Name);
            if (Math.Max(Math.Max(write.Workspace.Length, write.Kind.Length), write.Name.Length) > DocumentWrite.LongestName)
                throw new ArgumentException($"A {Start(write.Kind)} has a name, a kind or a workspace of more than {DocumentWrite.LongestName} characters.", nameof(writes));
            if (write.Body is { Length: > DocumentWrite.LargestBody })
                throw new ArgumentException($"The {write.Kind} `{write.Name}` is larger than 1 MiB.", nameof(writes));
            if ((size += write.Body?.Length ?? 0) > DocumentWrite.LargestBatch)
                throw new ArgumentException("The documents of one batch are larger than 16 MiB together.", nameof(writes));
            if (keys?.Add(DocumentKey.Of(write)) == false)
                throw new ArgumentException($"The {write.Kind} `{write.Name}` stands in one batch twice.", nameof(writes));
        }
    }

    private static string Start(string text) => text.Length <= 32 ? text : text[..32] + "…";
}
