using Logos.Core.Orchestration;

namespace Logos.Adapters.Embedded.Records;

/// <summary>What an execution is and always was, as it stands in a record.</summary>
internal static class HeadRecord
{
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
        to.Flag(head.Parent is not null);
        if (head.Parent is { } parent)
        {
            to.Id(parent.Execution);
            to.Number(parent.Node);
            to.Number(parent.Item);
            to.Number(parent.Attempt);
            to.Number(parent.Round);
        }

        to.Texts(head.Tags);
    }

    public static ExecutionHead Read(ref RecordReader from)
    {
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
            Parent = from.Flag() ? new(from.Id(), from.Int(), from.Int(), from.Int(), from.Int()) : null,
        };
        var tags = from.Texts();
        return tags.Count == 0 ? head : head with { Tags = tags };
    }
}
