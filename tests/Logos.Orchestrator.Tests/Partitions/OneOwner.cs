using System.Collections.Concurrent;
using System.Text;
using Logos.Adapters.Blobs;
using Logos.Adapters.Channels;
using Logos.Adapters.Embedded;
using Logos.Core.Blobs;
using Logos.Core.Executions;
using Logos.Core.Graphs;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Graphs.Planning;
using Logos.Core.Graphs.Reading;
using Logos.Core.Messages;
using Logos.Core.Orchestration;
using Logos.Core.Work;
using Logos.Rules.Values;

namespace Logos.Orchestrator.Tests.Partitions;

/// <summary>The owner of one partition on a journal of its own, with graphs that need no worker. What was there before it starts is there already.</summary>
internal sealed class OneOwner : IExecutionFeed, IPlanSource, IAsyncDisposable
{
    private readonly Folder _folder = new();
    private readonly JournalStore _journal;
    private readonly LargeValues _values;
    private readonly ChannelBroker _broker = new() { PoolOf = _ => Pool.Io };
    private CancellationTokenSource _down = new();
    private readonly Dictionary<string, GraphPlan> _plans;
    private readonly ConcurrentDictionary<Guid, TaskCompletionSource<ExecutionRow>> _ends = new();
    private Task _running = Task.CompletedTask;

    public OneOwner(params string[] graphs)
    {
        _plans = graphs.Select(Plan).ToDictionary(plan => plan.Definition.Name);
        _journal = JournalStore.Open(_folder.Path);
        Store = new(_journal);
        Blobs = new(FolderBlobs.Open(Path.Combine(_folder.Path, "blobs")));
        _values = new(Blobs, Clock);
    }

    public WatchedStore Store { get; }

    public OwnerMeters? Meters { get; init; }

    public UnreadableBlobs Blobs { get; }

    /// <summary>What stands between the owner and its broker.</summary>
    public Func<IWorkBroker, IWorkBroker> Between { get; init; } = broker => broker;

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Those that were left as they are, and why.</summary>
    public ConcurrentQueue<(Guid Execution, Failure Why)> Left { get; } = new();

    /// <summary>What the feed was given.</summary>
    public ConcurrentQueue<ExecutionChanges> Told { get; } = new();

    /// <summary>As it stands in another process than the owner.</summary>
    public ExecutionClient Client => new(new(Store), this, _broker, _values, Clock, _ => 0, TimeSpan.FromMilliseconds(10));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async Task<Guid> SubmitAsync(string graph, ValueMap inputs, TimeSpan? within = null)
    {
        var submission = await SubmitAsync(graph, Payload.Of(inputs), within);
        await WakeAsync();
        return submission.Head.Id;
    }

    /// <summary>Says nothing of it to anybody.</summary>
    public Task<Submission> SubmitAsync(string graph) => SubmitAsync(graph, Payload.Of(ValueMap.Empty), null);

    private async Task<Submission> SubmitAsync(string graph, Payload inputs, TimeSpan? within)
    {
        var now = TimeProvider.System.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        _ends[id] = new(TaskCreationOptions.RunContinuationsAsynchronously);
        var submission = new Submission(new() { Id = id, Root = id, Partition = 0, Workspace = "default", Graph = graph, GraphVersion = 1, Inputs = await _values.KeepAsync(inputs, new(id, BlobKey.Inputs), Token), CreatedAt = now }, now + within, []);
        await Store.SubmitAsync(submission, Token);
        return submission;
    }

    /// <summary>Asks and does not wait for the answer.</summary>
    public async Task<Guid> AskAsync(Guid execution, CommandKind kind, string name)
    {
        var now = TimeProvider.System.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        await Store.AddAsync(new(id, 0, execution, kind, name, null, now), Token);
        await WakeAsync();
        return id;
    }

    public Task<Verdict> AnswerAsync(Guid command) => Store.AnswerTo(command).WaitAsync(TimeSpan.FromSeconds(60), Token);

    public void Start(OrchestrationOptions options)
    {
        var loop = new PartitionLoop(0, "owner", Store, Between(_broker), this, this, Clock, options with { PollInterval = Clock == TimeProvider.System ? TimeSpan.FromMilliseconds(20) : options.PollInterval, Stranded = (head, why) => Left.Enqueue((head.Id, why)) }, Blobs, Meters);
        _running = Task.Run(() => loop.RunAsync(_down.Token), Token);
    }

    /// <summary>Whatever waits for nothing but this has ended when it returns.</summary>
    public Task TellToEndAsync() => _down.CancelAsync();

    public async Task StopAsync()
    {
        await _down.CancelAsync();
        await _running;
        _down.Dispose();
        _down = new();
    }

    /// <summary>Says what a worker would, whether somebody listens or not.</summary>
    public ValueTask ReportAsync(Report report) => _broker.ReportAsync(0, [report], Token);

    /// <summary>Ends when so many have begun, wherever they stand.</summary>
    public Task UntilOpen(int count) => Store.UntilAsync(commit => (count -= commit.Begun.Count) <= 0);

    /// <summary>Ends when so many nodes have been handed to workers.</summary>
    public Task UntilHandedOut(int count) => Store.UntilAsync(commit => (count -= commit.Changes.Sum(changes => changes.Nodes.Count(node => node.DispatchedIn > 0))) <= 0);

    public Task<ExecutionRow> EndAsync(Guid execution) => _ends[execution].Task.WaitAsync(TimeSpan.FromSeconds(60), Token);

    public async Task<ExecutionRow?> FindAsync(Guid execution) => (await Store.FindAsync(execution, Token))?.Row;

    public void Publish(ExecutionHead head, ExecutionChanges changes)
    {
        Told.Enqueue(changes);
        if (changes.Execution.Status.IsEnd() && _ends.TryGetValue(head.Id, out var end))
            end.TrySetResult(changes.Execution);
    }

    public void Publish(Guid execution, NodeProgress progress)
    {
    }

    public ValueTask<(int Version, GraphPlan Plan)?> FindAsync(string workspace, string graph, int version, CancellationToken cancellationToken) =>
        new(_plans.TryGetValue(graph, out var plan) ? (1, plan) : null);

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _journal.DisposeAsync();
        _down.Dispose();
        _folder.Dispose();
    }

    private ValueTask WakeAsync() => _broker.ReportAsync(0, [new Report.Wake()], Token);

    private static GraphPlan Plan(string yaml)
    {
        var reading = GraphLoader.Load(Encoding.UTF8.GetBytes(yaml), GraphFormat.Yaml, NodeTypeRegistry.BuiltIn);
        return reading.IsValid ? GraphPlan.Build(reading.Graph!, NodeTypeRegistry.BuiltIn) : throw new InvalidOperationException(string.Join('\n', reading.Errors));
    }
}
