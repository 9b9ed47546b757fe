using Logos.Adapters.Embedded.Documents;
using Logos.Core.Documents;

namespace Logos.Adapters.Embedded.Records;

/// <summary>What became of the documents of a batch, as it stands in a record.</summary>
internal static class DocumentRecord
{
    public static void Write(RecordWriter to, IReadOnlyList<DocumentChange> changes)
    {
        to.Number(changes.Count);
        foreach (var (key, document) in changes)
            Write(to, key, document);
    }

    public static void Write(RecordWriter to, in DocumentKey key, Document? document)
    {
        to.Text(key.Workspace);
        to.Text(key.Kind);
        to.Text(key.Name);
        to.Number(document?.Version ?? 0);
        if (document is null)
            return;
        to.Bytes(document.Body.Span);
        to.Time(document.ChangedAt);
        to.Time(document.ExpiresAt);
    }

    public static DocumentChange[] ReadAll(ref RecordReader from)
    {
        var changes = new DocumentChange[from.Int()];
        for (var i = 0; i < changes.Length; i++)
            changes[i] = Read(ref from);
        return changes;
    }

    public static DocumentChange Read(ref RecordReader from)
    {
        var key = new DocumentKey(from.Text(), from.Text(), from.Text());
        var version = from.Number();
        return new(key, version == 0 ? null : new(key.Workspace, key.Kind, key.Name, version, from.Bytes(), from.Time(), from.TimeOrNull()));
    }
}
