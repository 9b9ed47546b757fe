using Logos.Adapters.Embedded.Archive;
using Logos.Adapters.Embedded.Documents;
using Logos.Adapters.Journal;
using Logos.Core.Executions;
using Logos.Core.Graphs.Storage;
using Logos.Core.Orchestration;

namespace Logos.Adapters.Embedded.Records;

/// <summary>
/// What the embedded store writes into its journal. Every record begins with the format's version, so that a
/// later version of Logos reads what this one wrote.
/// </summary>
internal static class StoreRecord
{
    /// <summary>
    /// 4 has who asked for an execution; 3 has documents; 2 has rows that come back from the archive in a commit,
    /// archives, removals, graphs and the callers of commands; they and 1 are read as well.
    /// </summary>
    public const byte Format = 4;

    private enum Kind : byte
    {
        Submission = 1,
        Command = 2,
        Commit = 3,
        Archive = 4,

        /// <summary>A part of an archive, read only through the one that names it.</summary>
        ArchivePart = 5,
        Removal = 6,
        Graph = 7,
        GraphRemoval = 8,

        /// <summary>A batch of documents, and the execution that was inserted with them, if one was.</summary>
        Documents = 9,
    }

    public static void Write(RecordWriter to, Submission submission)
    {
        Begin(to, Kind.Submission);
        WriteFields(to, submission);
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
        to.Text(command.Caller?.Name);
        if (command.Caller is not { } caller)
            return;
        to.Number(caller.Roles.Count);
        foreach (var role in caller.Roles)
            to.Text(role);
    }

    public static void Write(RecordWriter to, StoredCommit stored)
    {
        Begin(to, Kind.Commit);
        var commit = stored.Commit;
        to.Number(commit.Lease.Partition);
        to.Number(commit.Sequence);
        to.Number(commit.Begun.Count);
        foreach (var head in commit.Begun)
            HeadRecord.Write(to, head);
        to.Number(commit.Changes.Count);
        foreach (var changes in commit.Changes)
            RowRecord.Write(to, changes);
        to.Number(commit.Verdicts.Count);
        foreach (var verdict in commit.Verdicts)
            VerdictRecord.Write(to, verdict);

        to.Number(stored.Woken.Count);
        foreach (var woken in stored.Woken)
        {
            HeadRecord.Write(to, woken.Head);
            RowRecord.Write(to, woken.ToChanges());
        }

        TraceRecord.Write(to, commit.Begun, stored.Woken);
    }

    /// <summary>Begins an archive; its entries follow.</summary>
    public static void BeginArchive(RecordWriter to, int entries, bool isPart)
    {
        Begin(to, isPart ? Kind.ArchivePart : Kind.Archive);
        to.Number(entries);
    }

    public static void WriteRemoval(RecordWriter to, IReadOnlyList<Guid> roots)
    {
        Begin(to, Kind.Removal);
        to.Number(roots.Count);
        foreach (var root in roots)
            to.Id(root);
    }

    public static void Write(RecordWriter to, StoredGraph graph)
    {
        Begin(to, Kind.Graph);
        GraphRecord.Write(to, graph);
    }

    public static void WriteRemoval(RecordWriter to, string workspace, string name)
    {
        Begin(to, Kind.GraphRemoval);
        to.Text(workspace);
        to.Text(name);
    }

    public static void Write(RecordWriter to, IReadOnlyList<DocumentChange> changes, Submission? submission)
    {
        Begin(to, Kind.Documents);
        DocumentRecord.Write(to, changes);
        to.Flag(submission is not null);
        if (submission is not null)
            WriteFields(to, submission);
    }

    /// <summary>Does to the tables what was done when the record was written.</summary>
    public static void Apply(ReadOnlySpan<byte> record, JournalPosition position, ExecutionTables tables)
    {
        var from = new RecordReader(record);
        var format = from.Byte();
        if (format > Format)
            throw JournalFaults.NewerRecord(position, format, Format);
        switch ((Kind)from.Byte())
        {
            case Kind.Submission:
                tables.Apply(ReadSubmission(ref from));
                break;
            case Kind.Command:
                tables.Apply(ReadCommand(ref from, format));
                break;
            case Kind.Commit:
                tables.Apply(ReadCommit(ref from, format));
                break;
            case Kind.Archive:
                foreach (var entry in ArchiveRecord.Entries(record, position))
                    tables.Apply(entry);
                break;
            case Kind.ArchivePart:
                break;
            case Kind.Removal:
                for (var i = from.Int(); i > 0; i--)
                    tables.Remove(from.Id());
                break;
            case Kind.Graph:
                tables.Graphs.Apply(GraphRecord.Read(ref from));
                break;
            case Kind.GraphRemoval:
                tables.Graphs.Remove(from.Text(), from.Text());
                break;
            case Kind.Documents:
                tables.Documents.Apply(DocumentRecord.ReadAll(ref from));
                if (from.Flag())
                    tables.Apply(ReadSubmission(ref from));
                break;
            case var kind:
                throw JournalFaults.UnknownRecord(position, (byte)kind);
        }
    }

    public static byte FormatOf(ReadOnlySpan<byte> record) => record[0];

    public static bool IsArchive(ReadOnlySpan<byte> record) => (Kind)record[1] == Kind.Archive;

    private static void Begin(RecordWriter to, Kind kind)
    {
        to.Byte(Format);
        to.Byte((byte)kind);
    }

    private static void WriteFields(RecordWriter to, Submission submission)
    {
        HeadRecord.Write(to, submission.Head);
        to.Time(submission.Deadline);
        to.Number(submission.Seeds.Count);
        foreach (var seed in submission.Seeds)
        {
            to.Number(seed.Node);
            to.Payload(seed.Output);
            to.Value(seed.Control);
        }

        TraceRecord.Write(to, submission.Head);
    }

    public static Submission ReadSubmission(ReadOnlySpan<byte> record)
    {
        var from = new RecordReader(record);
        from.Byte();
        from.Byte();
        return ReadSubmission(ref from);
    }

    /// <summary>As it travels.</summary>
    public static byte[] Of(Submission submission)
    {
        var to = new RecordWriter();
        Write(to, submission);
        return to.Written.ToArray();
    }

    /// <returns>Null for one of a later version.</returns>
    /// <exception cref="FormatException">It is no submission.</exception>
    public static Submission? SubmissionOf(ReadOnlySpan<byte> record)
    {
        if (record.Length < 2 || (Kind)record[1] != Kind.Submission)
            throw new FormatException("a submission is not one");
        try
        {
            return record[0] > Format ? null : ReadSubmission(record);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            throw new FormatException("a submission cannot be read", e);
        }
    }

    public static Command ReadCommand(ReadOnlySpan<byte> record)
    {
        var from = new RecordReader(record);
        var format = from.Byte();
        from.Byte();
        return ReadCommand(ref from, format);
    }

    private static Submission ReadSubmission(ref RecordReader from)
    {
        var head = HeadRecord.Read(ref from);
        var deadline = from.TimeOrNull();
        var seeds = new Seed[from.Int()];
        for (var i = 0; i < seeds.Length; i++)
            seeds[i] = new(from.Int(), from.Payload()!, from.Value());
        return new(TraceRecord.Read(ref from, head), deadline, seeds);
    }

    private static Command ReadCommand(ref RecordReader from, byte format) =>
        new(from.Id(), from.Int(), from.Id(), (CommandKind)from.Byte(), from.TextOrNull(), from.Payload(), from.Time()) { Caller = format < 2 ? null : ReadCaller(ref from) };

    private static Caller? ReadCaller(ref RecordReader from)
    {
        if (from.TextOrNull() is not { } name)
            return null;
        var roles = new string[from.Int()];
        for (var i = 0; i < roles.Length; i++)
            roles[i] = from.Text();
        return new(name, roles);
    }

    private static StoredCommit ReadCommit(ref RecordReader from, byte format)
    {
        var partition = from.Int();
        var sequence = from.Number();
        var begun = new ExecutionHead[from.Int()];
        for (var i = 0; i < begun.Length; i++)
            begun[i] = HeadRecord.Read(ref from);
        var changes = new ExecutionChanges[from.Int()];
        for (var i = 0; i < changes.Length; i++)
            changes[i] = RowRecord.Read(ref from);
        var verdicts = new CommandVerdict[from.Int()];
        for (var i = 0; i < verdicts.Length; i++)
            verdicts[i] = VerdictRecord.Read(ref from);
        var woken = new StoredExecution[format == 1 ? 0 : from.Int()];
        for (var i = 0; i < woken.Length; i++)
        {
            var head = HeadRecord.Read(ref from);
            var rows = RowRecord.Read(ref from);
            woken[i] = new(head, rows.Execution, rows.Nodes, rows.Items) { Attempts = rows.Attempts };
        }

        TraceRecord.Read(ref from, begun, woken);
        // What was published by a process that is gone went with it: everything unfinished is dispatched again.
        return new(new(new(partition, "", 0, 0, 0), sequence, 0) { Begun = begun, Changes = changes, Verdicts = verdicts }, woken);
    }
}
