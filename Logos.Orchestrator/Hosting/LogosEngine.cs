using System.Runtime.CompilerServices;
using Logos.Core.Executions;
using Logos.Core.Graphs.Validation;
using Logos.Core.Orchestration;
using Logos.Orchestrator.Embedded;
using Logos.Orchestrator.Faults;
using Logos.Rules.Values;
using Logos.Workers.Nodes;

namespace Logos.Orchestrator.Hosting;

/// <summary>
/// The engine inside this process, for whoever asks for it by dependency injection. What returns from it is durable.
/// Inputs and payloads are records, anonymous objects, dictionaries or <see cref="Value"/>; names are written in snake_case.
/// </summary>
public sealed class LogosEngine
{
    private EmbeddedEngine? _running;

    private EmbeddedEngine Running => Volatile.Read(ref _running) ?? throw new InvalidOperationException($"{HostCodes.NotRunning}: the engine is not running: it starts and stops with its host");

    /// <returns>The execution's id, once it is durable.</returns>
    /// <param name="within">After so long the execution ends as timed out.</param>
    /// <exception cref="ExecutionRefusedException">There is no such graph, or it does not take these inputs.</exception>
    public async Task<Guid> StartAsync(string graph, object? inputs = null, TimeSpan? within = null, CancellationToken cancellationToken = default)
    {
        using var watch = await SubmitAsync(graph, inputs, within, cancellationToken);
        return watch.Head.Id;
    }

    /// <summary>Starts an execution and waits for its end, whatever it is.</summary>
    /// <param name="cancellationToken">Ends the waiting, and not the execution.</param>
    /// <exception cref="ExecutionRefusedException">There is no such graph, or it does not take these inputs.</exception>
    public async Task<ExecutionInfo> RunAsync(string graph, object? inputs = null, TimeSpan? within = null, CancellationToken cancellationToken = default)
    {
        using var watch = await SubmitAsync(graph, inputs, within, cancellationToken);
        // Whoever completes a channel waits until it has been read.
        await foreach (var _ in watch.Changes.ReadAllAsync(cancellationToken))
        {
        }

        return await EndedAsync(watch.Head.Id, cancellationToken);
    }

    /// <summary>Starts an execution and waits for its results.</summary>
    /// <typeparam name="TResults">A record of the graph's outputs.</typeparam>
    /// <exception cref="ExecutionFailedException">It ended without results.</exception>
    public async Task<TResults> RunAsync<TResults>(string graph, object? inputs = null, TimeSpan? within = null, CancellationToken cancellationToken = default)
    {
        var ended = await RunAsync(graph, inputs, within, cancellationToken);
        return ended.Status == ExecutionStatus.Completed ? ended.ResultsAs<TResults>() : throw new ExecutionFailedException(ended);
    }

    /// <summary>Waits for the end of an execution that was started before.</summary>
    /// <returns>Null when there is none of that id.</returns>
    public async Task<ExecutionInfo?> WaitAsync(Guid execution, CancellationToken cancellationToken = default)
    {
        await foreach (var update in WatchAsync(execution, cancellationToken))
        {
            if (update is ExecutionUpdate.Stands { Status: var status } stands && stands.Execution == execution && status.IsEnd())
                break;
        }

        return await FindAsync(execution, cancellationToken);
    }

    /// <returns>Null when there is none of that id.</returns>
    public async Task<ExecutionInfo?> FindAsync(Guid execution, CancellationToken cancellationToken = default) =>
        await Running.FindAsync(execution, cancellationToken) is { } found ? await ExecutionInfo.OfAsync(found, Running, cancellationToken) : null;

    /// <summary>The executions that there are, ended ones as well, the newest first.</summary>
    /// <param name="filter">Which ones; null for all.</param>
    /// <param name="after">What the page before said comes next; null from the newest on.</param>
    /// <param name="limit">How many at most, 1 to 1,000.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="FormatException">No page has said so.</exception>
    public ValueTask<ExecutionSummaryPage> ListAsync(ExecutionFilter? filter = null, string? after = null, int limit = 100, CancellationToken cancellationToken = default) =>
        Running.ListAsync(filter ?? ExecutionFilter.All, after, limit, cancellationToken);

    /// <summary>Tells an execution what a node of it waits for; an approval has the name of its node.</summary>
    /// <param name="execution">The one that waits.</param>
    /// <param name="name">The signal's, or the approval's node.</param>
    /// <param name="payload">What it carries.</param>
    /// <param name="caller">Who answers: an approval's <c>approvers</c> hold for them. Null for the process itself, which may answer everything.</param>
    /// <param name="cancellationToken">Ends the waiting for the answer.</param>
    /// <returns>What the execution's owner answers; null when it has not answered yet, and will follow it all the same.</returns>
    public Task<Verdict?> SignalAsync(Guid execution, string name, object? payload = null, Caller? caller = null, CancellationToken cancellationToken = default) =>
        Running.AskAsync(execution, CommandKind.Signal, name, NodeJson.ToValue(payload), caller, cancellationToken);

    /// <returns>What the execution's owner answers; null when it has not answered yet, and will follow it all the same.</returns>
    public Task<Verdict?> CancelAsync(Guid execution, string reason = "cancelled", CancellationToken cancellationToken = default) =>
        Running.AskAsync(execution, CommandKind.Cancel, reason, cancellationToken: cancellationToken);

    /// <summary>Tries again what failed, and keeps what succeeded.</summary>
    /// <returns>What the execution's owner answers; null when it has not answered yet, and will follow it all the same.</returns>
    public Task<Verdict?> RetryAsync(Guid execution, CancellationToken cancellationToken = default) =>
        Running.AskAsync(execution, CommandKind.Retry, cancellationToken: cancellationToken);

    /// <summary>Runs again as an execution of its own, from the beginning, what has ended: with the same inputs, and the same version of its graph.</summary>
    /// <returns>The new execution's id, once it is durable.</returns>
    /// <exception cref="RepetitionRefusedException">It is not there, has not ended, or belongs to another one.</exception>
    public async Task<Guid> RerunAsync(Guid execution, CancellationToken cancellationToken = default)
    {
        using var watch = await Running.RerunAsync(execution, cancellationToken);
        return watch.Head.Id;
    }

    /// <summary>Makes an execution of its own of what has ended: the node and all behind it run again, and what succeeded beside them is taken over.</summary>
    /// <param name="execution">What has ended.</param>
    /// <param name="node">Where it begins.</param>
    /// <param name="inputs">Those that take the place of the ones before; the others stay.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The new execution's id, once it is durable.</returns>
    /// <exception cref="RepetitionRefusedException">It is not there, has not ended, or cannot be forked there or with these inputs.</exception>
    public async Task<Guid> ForkAsync(Guid execution, string node, object? inputs = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(node);
        using var watch = await Running.ForkAsync(execution, node, ToInputs(inputs), cancellationToken);
        return watch.Head.Id;
    }

    /// <summary>How an execution stands, then all that changes in it and in what it started, until it ends. What happened between may be told twice. Who reads so slowly that 10,000 changes wait is told how all stands instead of each of them.</summary>
    public async IAsyncEnumerable<ExecutionUpdate> WatchAsync(Guid execution, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var engine = Running;
        using var watch = engine.Watch(execution);
        if (await engine.FindAsync(execution, cancellationToken) is not { } found)
            yield break;
        watch.Know(await engine.TreeAsync(execution));
        foreach (var update in ExecutionUpdate.Of(ExecutionChange.Of(found)))
            yield return update;
        if (found.Row.Status.IsEnd())
            yield break;
        await foreach (var change in watch.Changes.ReadAllAsync(cancellationToken))
        {
            IReadOnlyList<StoredExecution> missed = change.HasGap ? await engine.TreeAsync(execution) : [];
            foreach (var update in change.HasGap ? missed.SelectMany(stored => ExecutionUpdate.Of(ExecutionChange.Of(stored))) : ExecutionUpdate.Of(change))
                yield return update;
        }
    }

    /// <summary>For a server in the same process, from the engine's start to its end.</summary>
    /// <exception cref="InvalidOperationException">It is not running.</exception>
    public EngineAccess Access => Running.Access;

    internal void Open(EmbeddedEngine engine) => Volatile.Write(ref _running, engine);

    internal void Close() => Volatile.Write(ref _running, null);

    private async Task<ExecutionWatch> SubmitAsync(string graph, object? inputs, TimeSpan? within, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var engine = Running;
        if (engine.Plan(graph) is not { } plan)
            throw new ExecutionRefusedException(graph, [GraphCatalog.Missing(graph, engine.GraphNames)]);
        if (InputBinding.Bind(plan.Definition, ToInputs(inputs), out var faults) is not { } bound)
            throw new ExecutionRefusedException(graph, faults);
        return await engine.SubmitAsync(graph, bound, within, cancellationToken);
    }

    internal static ValueMap ToInputs(object? inputs)
    {
        var given = NodeJson.ToValue(inputs);
        if (!given.IsMap && !given.IsNull)
            throw new ArgumentException("inputs are an object whose members are the inputs' names", nameof(inputs));
        return given.IsNull ? ValueMap.Empty : given.AsMap();
    }

    private async Task<ExecutionInfo> EndedAsync(Guid execution, CancellationToken cancellationToken) =>
        await FindAsync(execution, cancellationToken) ?? throw new InvalidOperationException($"The execution {execution} has ended and is not there.");
}
