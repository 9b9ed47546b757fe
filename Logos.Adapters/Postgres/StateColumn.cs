using Logos.Adapters.Embedded.Records;
using Logos.Core.Executions;
using Logos.Core.Orchestration;

namespace Logos.Adapters.Postgres;

/// <summary>What only an owner reads, in the form of the journal's records and with its version in front; recorded values stand in columns of their own.</summary>
internal static class StateColumn
{
    public static byte[] Write(ExecutionHead head)
    {
        var to = Begin();
        HeadRecord.Write(to, head with { Inputs = Payload.Null });
        TraceRecord.Write(to, head);
        return to.Written.ToArray();
    }

    public static ExecutionHead ReadHead(byte[] column, Payload inputs)
    {
        var from = Open(column);
        var head = HeadRecord.Read(ref from);
        return TraceRecord.Read(ref from, head) with { Inputs = inputs };
    }

    public static byte[] Write(ExecutionChanges changes)
    {
        var to = Begin();
        RowRecord.Write(to, changes with { Execution = changes.Execution with { Results = null }, Nodes = [], Items = [], Attempts = [] });
        return to.Written.ToArray();
    }

    public static ExecutionRow ReadRow(byte[] column, Payload? results)
    {
        var from = Open(column);
        return RowRecord.Read(ref from).Execution with { Results = results };
    }

    public static byte[] Write(NodeRow row)
    {
        var to = Begin();
        RowRecord.Write(to, row with { Input = null, Output = null });
        return to.Written.ToArray();
    }

    public static NodeRow ReadNode(byte[] column, Payload? input, Payload? output)
    {
        var from = Open(column);
        return RowRecord.ReadNode(ref from) with { Input = input, Output = output };
    }

    public static byte[] Write(ItemRow row)
    {
        var to = Begin();
        RowRecord.Write(to, row with { Input = null, Output = null });
        return to.Written.ToArray();
    }

    public static ItemRow ReadItem(byte[] column, Payload? input, Payload? output)
    {
        var from = Open(column);
        return RowRecord.ReadItem(ref from) with { Input = input, Output = output };
    }

    public static byte[] Write(AttemptRow row)
    {
        var to = Begin();
        RowRecord.Write(to, row);
        return to.Written.ToArray();
    }

    public static AttemptRow ReadAttempt(byte[] column)
    {
        var from = Open(column);
        return RowRecord.ReadAttempt(ref from);
    }

    public static byte[] Write(Submission submission)
    {
        var to = new RecordWriter();
        StoreRecord.Write(to, submission with { Head = submission.Head with { Inputs = Payload.Null }, Writes = [] });
        return to.Written.ToArray();
    }

    public static Submission ReadSubmission(byte[] column, Payload inputs)
    {
        var submission = StoreRecord.ReadSubmission(column);
        return submission with { Head = submission.Head with { Inputs = inputs } };
    }

    public static byte[] Write(Command command)
    {
        var to = new RecordWriter();
        StoreRecord.Write(to, command);
        return to.Written.ToArray();
    }

    public static Command ReadCommand(byte[] column) => StoreRecord.ReadCommand(column);

    private static RecordWriter Begin()
    {
        var to = new RecordWriter();
        to.Byte(StoreRecord.Format);
        return to;
    }

    private static RecordReader Open(byte[] column)
    {
        var from = new RecordReader(column);
        var format = from.Byte();
        return format <= StoreRecord.Format ? from : throw new InvalidDataException($"A row was written in format {format} by a newer version of Logos; this one reads up to {StoreRecord.Format}.");
    }
}
