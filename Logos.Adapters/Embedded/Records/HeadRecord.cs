using Logos.Core.Orchestration;

namespace Logos.Adapters.Embedded.Records;

/// <summary>What an execution is and always was, as it stands in a record.</summary>
internal static class HeadRecord
{
    // Formats before 4 set the first alone: they have no creator, and read as they did.
    private const byte HasParent = 1, HasCreator = 2;

    public static void Write(RecordWriter to, ExecutionHead head)
    {
        to.Id(head.Id);
        to.Id(head.Root);
        to.Number(head.Partition);
        to.Text(head.Workspace);
        to.Text(head.Graph);
        to.Number(head.GraphVersion);
        to.Payload(head.Inputs);
        to.Time(head.CreatedAt);
        to.Byte((byte)((head.Parent is null ? 0 : HasParent) | (head.CreatedBy is null ? 0 : HasCreator)));
        if (head.Parent is { } parent)
        {
            to.Id(parent.Execution);
            to.Number(parent.Node);
            to.Number(parent.Item);
            to.Number(parent.Attempt);
            to.Number(parent.Round);
        }

        if (head.CreatedBy is { } by)
            to.Text(by);
        to.Texts(head.Tags);
    }

    public static ExecutionHead Read(ref RecordReader from)
    {
        // An initializer reads in the order in which it is written.
        byte flags;
        var head = new ExecutionHead
        {
            Id = from.Id(),
            Root = from.Id(),
            Partition = from.Int(),
            Workspace = from.Text(),
            Graph = from.Text(),
            GraphVersion = from.Int(),
            Inputs = from.Payload()!,
            CreatedAt = from.Time(),
            Parent = ((flags = from.Byte()) & HasParent) != 0 ? new(from.Id(), from.Int(), from.Int(), from.Int(), from.Int()) : null,
            CreatedBy = (flags & HasCreator) != 0 ? from.Text() : null,
        };
        var tags = from.Texts();
        return tags.Count == 0 ? head : head with { Tags = tags };
    }
}
