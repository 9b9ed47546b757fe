using System.Diagnostics;
using Logos.Core.Blobs;
using Logos.Core.Documents;
using Logos.Core.Executions;
using Logos.Core.Graphs.Planning;
using Logos.Core.Messages;
using Logos.Core.Telemetry;
using Logos.Rules.Values;

namespace Logos.Core.Orchestration;

/// <summary>
/// What callers ask of executions, wherever their owners run. It only inserts: what it returns is durable, and its
/// owner does the rest, woken by a message or by its own poll.
/// </summary>
/// <param name="look">Between two looks for an answer in the store, at most; null where all owners are in this process, and are heard.</param>
public sealed class ExecutionClient(HeardStore store, IPlanSource plans, IWorkBroker broker, LargeValues values, TimeProvider clock, Func<Guid, int> partitionOf, TimeSpan? look = null)
{
    private static readonly TimeSpan FirstLook = TimeSpan.FromMilliseconds(10);

    /// <summary>An execution as it would begin; nothing of it is durable yet but what is too large for a row.</summary>
    /// <param name="by">Who or what asks for it; null where nobody stands between it and the engine.</param>
    public async ValueTask<Submission> PrepareAsync(string workspace, string graph, int version, Payload inputs, TimeSpan? within, IReadOnlyDictionary<string, string>? tags, string? by, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        var head = new ExecutionHead
        {
            Id = id,
            Root = id,
            Partition = partitionOf(id),
            Workspace = workspace,
            Graph = graph,
            GraphVersion = version,
            Inputs = await values.KeepAsync(inputs, new(id, BlobKey.Inputs), cancellationToken),
            CreatedAt = now,
            CreatedBy = by,
            Tags = tags ?? new Dictionary<string, string>(),
        };
        return new(head, now + within, []);
    }

    /// <summary>Durable when it returns, with what is written beside it.</summary>
    /// <returns>Null when it is; else the write that did not hold, and nothing has happened.</returns>
    public async ValueTask<DocumentWrite?> SubmitAsync(Submission submission, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(submission);
        using var span = LogosTraces.Begin("execution.submit", submission.Head.Graph, ActivityKind.Producer, null)?.Tell(submission.Head);
        if ((span?.Id ?? LogosTraces.Current) is { } trace)
            submission = submission with { Head = submission.Head with { TraceParent = trace } };
        if (RequestIds.Current is { } request)
            submission = submission with { Head = submission.Head with { RequestId = request } };
        if (await store.SubmitAsync(submission, cancellationToken) is { } refused)
            return refused;
        // What is written beside it is no owner's.
        await WakeAsync(submission.Head.Partition, submission with { Writes = [] });
        return null;
    }

    /// <inheritdoc cref="AskAsync(Guid, int, CommandKind, string?, Value, Caller?, TimeSpan, CancellationToken)"/>
    public Task<Asked> AskAsync(ExecutionHead execution, CommandKind kind, string? name, Value payload, Caller? caller, TimeSpan patience, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(execution);
        return AskAsync(execution.Id, execution.Partition, kind, name, payload, caller, patience, cancellationToken);
    }

    /// <summary>Asks an execution's owner, and waits for its answer.</summary>
    /// <param name="patience">How long; what it was asked it does all the same.</param>
    /// <param name="caller">Null where nobody stands between the command and the engine.</param>
    public async Task<Asked> AskAsync(Guid execution, int partition, CommandKind kind, string? name, Value payload, Caller? caller, TimeSpan patience, CancellationToken cancellationToken)
    {
        var carried = kind == CommandKind.Signal ? Payload.Of(payload) : null;
        if (WaitingSignal.Refusal(name ?? "", carried ?? Payload.Null) is { } refused)
            return new(null, refused);
        var now = clock.GetUtcNow();
        var command = new Command(CommandId.Make(execution, now), partition, execution, kind, name, carried, now) { Caller = caller };
        var answer = store.Listen(command.Id);
        try
        {
            await AddAsync(command, patience, cancellationToken);
            await WakeAsync(partition);
            return new(command.Id, await (look is { } most ? FoundAsync(command.Id, answer, most, patience, cancellationToken) : answer).WaitAsync(patience, clock, cancellationToken));
        }
        catch (TimeoutException)
        {
            return new(command.Id, null);
        }
        finally
        {
            store.Forget(command.Id);
        }
    }

    // A server that went away may have it all the same, and nobody would know what became of it: it is given to it again, which adds nothing where it is.
    private async Task AddAsync(Command command, TimeSpan patience, CancellationToken cancellationToken)
    {
        for (var began = clock.GetTimestamp(); ;)
        {
            try
            {
                await store.AddAsync(command, cancellationToken);
                return;
            }
            catch (StoreUnavailableException e) when (look is not null && !e.IsFull && clock.GetElapsedTime(began) < patience)
            {
                await Task.Delay(look.Value, clock, cancellationToken);
            }
        }
    }

    /// <returns>One that nobody has taken up yet is pending, and has no nodes; null when there is none.</returns>
    public async ValueTask<StoredExecution?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        // Most have been taken up.
        if (await store.FindAsync(id, cancellationToken) is { } found)
            return found;
        // It may be taken up between two questions, and never goes back.
        if ((await store.FindWaitingAsync(partitionOf(id), id, cancellationToken)).Submissions is not [var waiting])
            return await store.FindAsync(id, cancellationToken);
        return new(waiting.Head, new(ExecutionStatus.Pending, default, null, null, null, null, waiting.Deadline, new(Value.Null, 0, null, false, [])), [], []);
    }

    /// <summary>What would run an ended execution again, from the beginning.</summary>
    /// <param name="by">Who asks for it, which need not be who asked for the first one.</param>
    public ValueTask<Repeated> RerunAsync(StoredExecution source, string? by, CancellationToken cancellationToken)
    {
        var (id, now) = Next();
        return new Repetition(values).RerunAsync(source, id, partitionOf(id), now, by, cancellationToken);
    }

    /// <summary>What would run a node of an ended execution again, and all behind it.</summary>
    public async ValueTask<Repeated> ForkAsync(StoredExecution source, string node, ValueMap edited, string? by, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        var head = source.Head;
        if (await plans.FindAsync(head.Workspace, head.Graph, head.GraphVersion, cancellationToken) is not (_, GraphPlan plan))
            return new(null, new(409, ExecutionCodes.NoPlan, $"version {head.GraphVersion} of its graph `{head.Graph}` is not there, or cannot be run here"));
        var (id, now) = Next();
        return await new Repetition(values).ForkAsync(source, plan, node, edited, id, partitionOf(id), now, by, cancellationToken);
    }

    /// <summary>An owner elsewhere answers in the store: it is looked for, at first after a moment.</summary>
    private async Task<Verdict> FoundAsync(Guid command, Task<Verdict> heard, TimeSpan most, TimeSpan patience, CancellationToken cancellationToken)
    {
        var began = clock.GetTimestamp();
        for (var pause = FirstLook; clock.GetElapsedTime(began) < patience; pause = pause + pause < most ? pause + pause : most)
        {
            await Task.WhenAny(heard, Task.Delay(pause, clock, cancellationToken));
            cancellationToken.ThrowIfCancellationRequested();
            if (heard.IsCompletedSuccessfully)
                return await heard;
            try
            {
                if (await store.FindVerdictAsync(command, cancellationToken) is { } found)
                    return found;
            }
            catch (StoreUnavailableException)
            {
                // The command is durable: it is looked for again.
            }
        }

        throw new TimeoutException();
    }

    private (Guid Id, DateTimeOffset At) Next()
    {
        var now = clock.GetUtcNow();
        return (Guid.CreateVersion7(now), now);
    }

    private async ValueTask WakeAsync(int partition, Submission? submission = null)
    {
        try
        {
            await broker.ReportAsync(partition, [new Report.Wake(submission)], CancellationToken.None);
        }
        catch (BrokerUnavailableException)
        {
            // It is durable, and its owner looks from time to time anyway.
        }
    }
}

/// <param name="Command">Null when it was refused before it was written.</param>
/// <param name="Verdict">Null when the owner has not answered in time, and will do it all the same.</param>
public sealed record Asked(Guid? Command, Verdict? Verdict);
