using Logos.Adapters.Embedded.Records;
using Logos.Core.Executions;
using Logos.Core.Orchestration;
using Logos.Rules.Values;

namespace Logos.Adapters.Redis.Feeds;

/// <summary>
/// An event as it stands in Redis: who and how it goes, in the fields of the store's own records, and none of the values
/// that nodes were given or have yielded. What nobody may see but who asks the store does not leave it.
/// </summary>
internal static class FeedEntry
{
    // Another process may be of another version: what it cannot read is a gap to it. The rows have a format of their own.
    private const byte Format = 1;
    private const byte OfChanges = 1, OfProgress = 2;

    private static readonly ExecutionMemo NoMemo = new(Value.Null, 0, null, false, []);

    public static byte[] Write(RecordWriter to, ExecutionHead head, ExecutionChanges changes)
    {
        Begin(to, OfChanges, head, Bare(changes));
        return to.Written.ToArray();
    }

    /// <summary>What each word of progress of this execution begins with; the word itself is put behind it.</summary>
    public static byte[] WritePlace(RecordWriter to, ExecutionHead head, ExecutionChanges changes)
    {
        Begin(to, OfProgress, head, new(changes.Id, Bare(changes.Execution), [], []));
        return to.Written.ToArray();
    }

    public static byte[] Write(RecordWriter to, NodeProgress progress)
    {
        to.Clear();
        to.Text(progress.Node);
        to.Number(progress.Item ?? -1);
        to.Value(progress.Value);
        return to.Written.ToArray();
    }

    /// <returns>Null when it cannot be read here.</returns>
    public static FeedEvent? Read(long id, ReadOnlySpan<byte> entry)
    {
        try
        {
            var from = new RecordReader(entry);
            if (from.Byte() != Format || from.Byte() > StoreRecord.Format)
                return null;
            var kind = from.Byte();
            var head = HeadRecord.Read(ref from);
            var told = new FeedEvent(id, head, RowRecord.Read(ref from));
            return kind == OfProgress ? told with { Progress = new(from.Text(), from.Int() is >= 0 and var item ? item : null, from.Value()) } : told;
        }
        catch (Exception e) when (e is ArgumentException or IndexOutOfRangeException or OverflowException or FormatException or InvalidDataException or System.Text.Json.JsonException)
        {
            return null;
        }
    }

    /// <summary>Rows without their values.</summary>
    public static ExecutionChanges Bare(ExecutionChanges changes) =>
        new(changes.Id, Bare(changes.Execution), [.. changes.Nodes.Select(Bare)], [.. changes.Items.Select(Bare)]);

    public static ExecutionRow Bare(ExecutionRow row) => row with { Results = null, Memo = NoMemo };

    public static NodeRow Bare(NodeRow row) => row with { With = Value.Null, Input = null, Output = null, Control = Value.Null };

    public static ItemRow Bare(ItemRow row) => row with { Input = null, Output = null };

    private static void Begin(RecordWriter to, byte kind, ExecutionHead head, ExecutionChanges changes)
    {
        to.Clear();
        to.Byte(Format);
        to.Byte(StoreRecord.Format);
        to.Byte(kind);
        HeadRecord.Write(to, head with { Inputs = Payload.Null });
        RowRecord.Write(to, changes);
    }
}
