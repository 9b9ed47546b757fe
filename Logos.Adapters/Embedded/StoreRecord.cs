using Logos.Core.Executions;
using Logos.Core.Orchestration;

namespace Logos.Adapters.Embedded;

/// <summary>
/// What the embedded store writes into its journal. Every record begins with the format's version, so that a
/// later version of Logos reads what this one wrote.
/// </summary>
internal static class StoreRecord
{
    public const byte Format = 1;

    private enum Kind : byte
    {
        Submission = 1,
        Command = 2,
        Commit = 3,
    }

    public static void Write(RecordWriter to, Submission submission)
    {
        Begin(to, Kind.Submission);
        Write(to, submission.Head);
        to.Time(submission.Deadline);
        to.Number(submission.Seeds.Count);
        foreach (var seed in submission.Seeds)
        {
            to.Number(seed.Node);
            to.Payload(seed.Output);
            to.Value(seed.Control);
        }
    }

    public static void Write(RecordWriter to, Command command)
    {
        Begin(to, Kind.Command);
        to.Id(command.Id);
        to.Number(command.Partition);
        to.Id(command.Execution);
        to.Byte((byte)command.Kind);
        to.Text(command.Name);
        to.Payload(command.Payload);
        to.Time(command.CreatedAt);
        // At the end, and only where there is one: records from before it was kept end here.
        if (command.Caller is not { } caller)
            return;
        to.Text(caller.Name);
        to.Number(caller.Roles.Count);
        foreach (var role in caller.Roles)
            to.Text(role);
    }

    public static void Write(RecordWriter to, PartitionCommit commit)
    {
        Begin(to, Kind.Commit);
        to.Number(commit.Lease.Partition);
        to.Number(commit.Sequence);
        to.Number(commit.Begun.Count);
        foreach (var head in commit.Begun)
            Write(to, head);
        to.Number(commit.Changes.Count);
        foreach (var changes in commit.Changes)
            RowRecord.Write(to, changes);
        to.Number(commit.Verdicts.Count);
        foreach (var verdict in commit.Verdicts)
        {
            to.Id(verdict.Command);
            to.Number(verdict.Verdict.Status);
            to.Text(verdict.Verdict.Code);
            to.Text(verdict.Verdict.Message);
        }
    }

    /// <summary>Does to the tables what was done when the record was written.</summary>
    public static void Apply(ReadOnlySpan<byte> record, ExecutionTables tables)
    {
        var from = new RecordReader(record);
        if (from.Byte() is var format && format != Format)
            throw new InvalidDataException($"A record has format {format}, and this version of Logos reads format {Format}.");
        switch ((Kind)from.Byte())
        {
            case Kind.Submission:
                tables.Apply(ReadSubmission(ref from));
                break;
            case Kind.Command:
                tables.Apply(ReadCommand(ref from));
                break;
            case Kind.Commit:
                tables.Apply(ReadCommit(ref from));
                break;
            case var kind:
                throw new InvalidDataException($"A record is of kind {(byte)kind}, which does not exist.");
        }
    }

    private static void Begin(RecordWriter to, Kind kind)
    {
        to.Byte(Format);
        to.Byte((byte)kind);
    }

    private static void Write(RecordWriter to, ExecutionHead head)
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

        to.Number(head.Tags.Count);
        foreach (var (name, value) in head.Tags)
        {
            to.Text(name);
            to.Text(value);
        }
    }

    private static ExecutionHead ReadHead(ref RecordReader from)
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
        var tags = new Dictionary<string, string>();
        for (var i = from.Int(); i > 0; i--)
            tags.Add(from.Text(), from.Text());
        return tags.Count == 0 ? head : head with { Tags = tags };
    }

    private static Submission ReadSubmission(ref RecordReader from)
    {
        var head = ReadHead(ref from);
        var deadline = from.TimeOrNull();
        var seeds = new Seed[from.Int()];
        for (var i = 0; i < seeds.Length; i++)
            seeds[i] = new(from.Int(), from.Payload()!, from.Value());
        return new(head, deadline, seeds);
    }

    private static Command ReadCommand(ref RecordReader from) =>
        new(from.Id(), from.Int(), from.Id(), (CommandKind)from.Byte(), from.TextOrNull(), from.Payload(), from.Time()) { Caller = ReadCaller(ref from) };

    private static Caller? ReadCaller(ref RecordReader from)
    {
        if (from.AtEnd)
            return null;
        var name = from.Text();
        var roles = new string[from.Int()];
        for (var i = 0; i < roles.Length; i++)
            roles[i] = from.Text();
        return new(name, roles);
    }

    private static PartitionCommit ReadCommit(ref RecordReader from)
    {
        var partition = from.Int();
        var sequence = from.Number();
        var begun = new ExecutionHead[from.Int()];
        for (var i = 0; i < begun.Length; i++)
            begun[i] = ReadHead(ref from);
        var changes = new ExecutionChanges[from.Int()];
        for (var i = 0; i < changes.Length; i++)
            changes[i] = RowRecord.Read(ref from);
        var verdicts = new CommandVerdict[from.Int()];
        for (var i = 0; i < verdicts.Length; i++)
            verdicts[i] = new(from.Id(), new(from.Int(), from.TextOrNull(), from.TextOrNull()));
        // What was published by a process that is gone went with it: everything unfinished is dispatched again.
        return new(new(partition, "", 0, 0, 0), sequence, 0) { Begun = begun, Changes = changes, Verdicts = verdicts };
    }
}
