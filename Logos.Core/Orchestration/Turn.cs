using Logos.Core.Blobs;
using Logos.Core.Executions;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Messages;
using Logos.Core.Work;

namespace Logos.Core.Orchestration;

/// <summary>What one turn of the loop takes in, changes, and lets out once that is durable.</summary>
internal sealed class Turn(long sequence, OrchestrationOptions options)
{
    private int _events;
    private long _bytes;
    private readonly List<OwnedExecution> _touched = [];
    private readonly List<(OwnedExecution Execution, Decision.Dispatch Dispatch)> _dispatches = [];

    public long Sequence { get; } = sequence;

    /// <summary>Null where nobody traces.</summary>
    public TurnTrace? Trace { get; } = TurnTrace.Begin();

    /// <summary>Nothing in it hangs together, not even within a tree: each execution may have a commit of its own.</summary>
    public bool MayBeCut { get; init; }

    public List<Delivery<Report>> Deliveries { get; } = [];

    public List<TaskMessage> Tasks { get; private set; } = [];

    public List<(Guid Execution, TaskKey Task)> Stops { get; } = [];

    public List<(Guid Execution, TaskKey Task, Failure Failure)> Buried { get; } = [];

    public List<(Guid Root, CommandVerdict Verdict)> Verdicts { get; } = [];

    public List<(ExecutionHead Head, ExecutionChanges Changes)> Changes { get; } = [];

    /// <summary>One, unless a lot has changed; each has a commit and a number of its own.</summary>
    public List<TurnPart> Parts { get; } = [];

    public long LastSequence => Sequence + Math.Max(1, Parts.Count) - 1;

    /// <summary>No more of what comes from outside has room.</summary>
    public bool IsHeavy => _bytes >= options.TurnBytes;

    /// <summary>What follows from here on is for the next one.</summary>
    public bool IsFull => _events >= options.TurnEvents || _bytes >= options.TurnBytes;

    public bool ChangesNothing => Changes.Count == 0 && Verdicts.Count == 0;

    public void Touch(OwnedExecution execution)
    {
        var state = execution.State;
        foreach (var node in state.FreshNodes)
            _bytes += Weight.Of(state.Nodes[node]);
        _bytes += state.FreshItems * Weight.OfItem;
        state.FreshNodes.Clear();
        state.FreshItems = 0;
        if (execution.IsTouched)
            return;
        _bytes += Weight.Of(state.Row());
        execution.IsTouched = true;
        _touched.Add(execution);
    }

    public void Count(ExecutionEvent happened)
    {
        _events++;
        _bytes += Weight.Of(happened);
    }

    public void Count(ExecutionHead begun) => _bytes += Weight.Of(begun);

    public void Add(OwnedExecution execution, Decision.Dispatch dispatch) => _dispatches.Add((execution, dispatch));

    /// <summary>Nothing more comes: the rows are taken and the tasks made.</summary>
    public async ValueTask CloseAsync(LargeValues values, bool alone, CancellationToken cancellationToken)
    {
        var tasks = new List<(NodeTask Task, Pool? Pool)>(_dispatches.Count);
        foreach (var (execution, dispatch) in _dispatches)
        {
            var node = execution.Plan.Nodes[dispatch.Task.Node];
            execution.State.MarkDispatched(dispatch.Task, Sequence);
            var task = TaskBuilder.Build(execution, dispatch);
            task = Trace?.Dispatch(task) ?? task;
            if (!TaskFitting.Fits(task))
                task = await TaskFitting.FitAsync(task, values, cancellationToken);
            tasks.Add((task, options.Execution.Fusing && Bundling.Allows(node, dispatch) ? node.Pool : null));
        }

        Tasks = Bundling.Pack(tasks);

        var trees = new Dictionary<Guid, TurnPart>();
        foreach (var execution in _touched)
        {
            var tree = TreeOf(trees, MayBeCut ? execution.Head.Id : execution.Head.Root, execution.Head.Root);
            execution.IsTouched = false;
            if (execution.IsNew)
            {
                tree.Begun.Add(execution.Head);
                tree.Bytes += Weight.Of(execution.Head);
            }

            execution.IsNew = false;
            tree.Tally.Add(execution);
            Trace?.Note(execution);
            execution.EndsNow = false;
            var changes = execution.State.TakeChanges();
            Changes.Add((execution.Head, changes));
            tree.Changes.Add(changes);
            tree.Bytes += Weight.Of(changes);
        }

        foreach (var (root, verdict) in Verdicts)
            TreeOf(trees, root, root).Verdicts.Add(verdict);
        Pack(trees.Values, alone);
    }

    /// <summary>What of it is committed: all, or what came before a commit that failed.</summary>
    public IReadOnlyList<(ExecutionHead Head, ExecutionChanges Changes)> DurableChanges()
    {
        if (Parts.TrueForAll(part => part.IsDone))
            return Changes;
        var done = Parts.Where(part => part.IsDone).SelectMany(part => part.Changes).ToHashSet(ReferenceEqualityComparer.Instance);
        return [.. Changes.Where(change => done.Contains(change.Changes))];
    }

    private void Pack(IEnumerable<TurnPart> trees, bool alone)
    {
        foreach (var tree in trees)
        {
            if (tree.Bytes > options.TreeBytes)
                throw new OvergrownException(tree.Roots.Single());
            if (Parts.Count > 0 && !alone && Parts[^1].Bytes + tree.Bytes <= options.TreeBytes)
                Parts[^1].Add(tree);
            else
                Parts.Add(tree);
        }
    }

    private static TurnPart TreeOf(Dictionary<Guid, TurnPart> trees, Guid key, Guid root)
    {
        if (!trees.TryGetValue(key, out var tree))
        {
            trees.Add(key, tree = new());
            tree.Roots.Add(root);
        }

        return tree;
    }
}
