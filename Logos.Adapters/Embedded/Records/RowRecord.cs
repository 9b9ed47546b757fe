using Logos.Core.Executions;

namespace Logos.Adapters.Embedded.Records;

/// <summary>The rows of an execution, as they stand in a record.</summary>
internal static class RowRecord
{
    // Format 1 never set these: it has neither inputs nor attempts, and reads as it did.
    private const byte HasInput = 32, HasAttempts = 2;

    public static void Write(RecordWriter to, ExecutionChanges changes)
    {
        to.Id(changes.Id);
        Write(to, changes.Execution, changes.Attempts.Count > 0);
        to.Number(changes.Nodes.Count);
        foreach (var node in changes.Nodes)
            Write(to, node);
        to.Number(changes.Items.Count);
        foreach (var item in changes.Items)
            Write(to, item);
        if (changes.Attempts.Count == 0)
            return;
        to.Number(changes.Attempts.Count);
        foreach (var attempt in changes.Attempts)
            Write(to, attempt);
    }

    public static ExecutionChanges Read(ref RecordReader from)
    {
        var id = from.Id();
        var row = ReadExecution(ref from, out var hasAttempts);
        var nodes = new NodeRow[from.Int()];
        for (var i = 0; i < nodes.Length; i++)
            nodes[i] = ReadNode(ref from);
        var items = new ItemRow[from.Int()];
        for (var i = 0; i < items.Length; i++)
            items[i] = ReadItem(ref from);
        if (!hasAttempts)
            return new(id, row, nodes, items);
        var attempts = new AttemptRow[from.Int()];
        for (var i = 0; i < attempts.Length; i++)
            attempts[i] = ReadAttempt(ref from);
        return new(id, row, nodes, items) { Attempts = attempts };
    }

    private static void Write(RecordWriter to, ExecutionRow row, bool hasAttempts)
    {
        to.Byte((byte)row.Status);
        to.Byte((byte)row.Phase);
        to.Failure(row.Error);
        to.Payload(row.Results);
        to.Time(row.StartedAt);
        to.Time(row.EndedAt);
        to.Time(row.Deadline);
        to.Value(row.Memo.Inputs);
        to.Number(row.Memo.Sequence);
        to.Number(row.Memo.Ending is { } ending ? (int)ending : -1);
        to.Byte((byte)((row.Memo.OutputsAsked ? 1 : 0) | (hasAttempts ? HasAttempts : 0)));
        to.Number(row.Memo.Signals.Count);
        foreach (var signal in row.Memo.Signals)
        {
            to.Text(signal.Name);
            to.Payload(signal.Payload);
        }
    }

    private static ExecutionRow ReadExecution(ref RecordReader from, out bool hasAttempts)
    {
        var status = (ExecutionStatus)from.Byte();
        var phase = (ExecutionPhase)from.Byte();
        var error = from.Failure();
        var results = from.Payload();
        var (started, ended, deadline) = (from.TimeOrNull(), from.TimeOrNull(), from.TimeOrNull());
        var inputs = from.Value();
        var sequence = from.Number();
        var ending = from.Int();
        var flags = from.Byte();
        var asked = (flags & 1) != 0;
        hasAttempts = (flags & HasAttempts) != 0;
        var signals = new WaitingSignal[from.Int()];
        for (var i = 0; i < signals.Length; i++)
            signals[i] = new(from.Text(), from.Payload()!);
        return new(status, phase, error, results, started, ended, deadline, new(inputs, sequence, ending < 0 ? null : (ExecutionStatus)ending, asked, signals));
    }

    public static void Write(RecordWriter to, NodeRow row)
    {
        to.Text(row.Node);
        to.Byte((byte)row.Status);
        to.Number(row.Attempt);
        to.Number(row.TriesBefore);
        to.Number(row.Sequence);
        to.Number(row.Round);
        to.Byte(Pack(row.Claimed, row.Quarantined, row.FallsBack, row.Checking, row.Cached, row.Input));
        to.Number(row.Silences);
        to.Text(row.Worker);
        to.Time(row.DispatchedAt);
        to.Number(row.DispatchedIn);
        to.Time(row.StartedAt);
        to.Time(row.EndedAt);
        to.Time(row.DueAt);
        to.Time(row.TimeoutAt);
        to.Text(row.Signal);
        to.Value(row.With);
        to.Payload(row.Output);
        to.Value(row.Control);
        to.Failure(row.Error);
        to.Text(row.SkippedBecause);
        to.Byte((byte)row.Compensation);
        to.Number(row.CompensationAttempt);
        to.Failure(row.CompensationError);
        to.Number(row.ItemCount ?? -1);
        to.Number(row.Cursor);
        to.Failure(row.ItemsFailed);
        if (row.Input is { } input)
            to.Payload(input);
    }

    public static NodeRow ReadNode(ref RecordReader from)
    {
        var row = new NodeRow(from.Text())
        {
            Status = (NodeStatus)from.Byte(),
            Attempt = from.Int(),
            TriesBefore = from.Int(),
            Sequence = from.Number(),
            Round = from.Int(),
        };
        var flags = from.Byte();
        return row with
        {
            Claimed = (flags & 1) != 0,
            Quarantined = (flags & 2) != 0,
            FallsBack = (flags & 4) != 0,
            Checking = (flags & 8) != 0,
            Cached = (flags & 16) != 0,
            Silences = from.Int(),
            Worker = from.TextOrNull(),
            DispatchedAt = from.TimeOrNull(),
            DispatchedIn = from.Number(),
            StartedAt = from.TimeOrNull(),
            EndedAt = from.TimeOrNull(),
            DueAt = from.TimeOrNull(),
            TimeoutAt = from.TimeOrNull(),
            Signal = from.TextOrNull(),
            With = from.Value(),
            Output = from.Payload(),
            Control = from.Value(),
            Error = from.Failure(),
            SkippedBecause = from.TextOrNull(),
            Compensation = (CompensationStatus)from.Byte(),
            CompensationAttempt = from.Int(),
            CompensationError = from.Failure(),
            ItemCount = from.Int() is >= 0 and var count ? count : null,
            Cursor = from.Int(),
            ItemsFailed = from.Failure(),
            Input = (flags & HasInput) != 0 ? from.Payload() : null,
        };
    }

    public static void Write(RecordWriter to, ItemRow row)
    {
        to.Text(row.Node);
        to.Number(row.Item);
        to.Byte((byte)row.Status);
        to.Number(row.Attempt);
        to.Number(row.TriesBefore);
        to.Byte(Pack(row.Claimed, row.Quarantined, false, false, row.Cached, row.Input));
        to.Number(row.Silences);
        to.Number(row.DispatchedIn);
        to.Time(row.DueAt);
        to.Payload(row.Output);
        to.Failure(row.Error);
        if (row.Input is { } input)
            to.Payload(input);
    }

    public static ItemRow ReadItem(ref RecordReader from)
    {
        var row = new ItemRow(from.Text(), from.Int())
        {
            Status = (NodeStatus)from.Byte(),
            Attempt = from.Int(),
            TriesBefore = from.Int(),
        };
        var flags = from.Byte();
        return row with
        {
            Claimed = (flags & 1) != 0,
            Quarantined = (flags & 2) != 0,
            Cached = (flags & 16) != 0,
            Silences = from.Int(),
            DispatchedIn = from.Number(),
            DueAt = from.TimeOrNull(),
            Output = from.Payload(),
            Error = from.Failure(),
            Input = (flags & HasInput) != 0 ? from.Payload() : null,
        };
    }

    public static void Write(RecordWriter to, AttemptRow row)
    {
        to.Text(row.Node);
        to.Number(row.Item);
        to.Number(row.Round);
        to.Number(row.Attempt);
        to.Byte((byte)row.Status);
        to.Failure(row.Error);
        to.Text(row.Worker);
        to.Time(row.StartedAt);
        to.Time(row.EndedAt);
    }

    public static AttemptRow ReadAttempt(ref RecordReader from) => new(from.Text(), from.Int(), from.Int(), from.Int())
    {
        Status = (NodeStatus)from.Byte(),
        Error = from.Failure(),
        Worker = from.TextOrNull(),
        StartedAt = from.TimeOrNull(),
        EndedAt = from.Time(),
    };

    private static byte Pack(bool a, bool b, bool c, bool d, bool e, Payload? input) =>
        (byte)((a ? 1 : 0) | (b ? 2 : 0) | (c ? 4 : 0) | (d ? 8 : 0) | (e ? 16 : 0) | (input is null ? 0 : HasInput));
}
