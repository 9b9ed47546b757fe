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

    public List<Delivery<Report>> Deliveries { get; } = [];

    public List<TaskMessage> Tasks { get; private set; } = [];

    public List<(Guid Execution, TaskKey Task)> Stops { get; } = [];

    public List<(Guid Execution, TaskKey Task, Failure Failure)> Buried { get; } = [];

    public List<CommandVerdict> Verdicts { get; } = [];

    public List<(ExecutionHead Head, ExecutionChanges Changes)> Changes { get; } = [];

    public List<ExecutionHead> Begun { get; } = [];

    /// <summary>What follows from here on is for the next one.</summary>
    public bool IsFull => _events >= options.TurnEvents || _bytes >= options.TurnBytes;

    public bool ChangesNothing => Changes.Count == 0 && Verdicts.Count == 0;

    public void Touch(OwnedExecution execution)
    {
        if (execution.IsTouched)
            return;
        execution.IsTouched = true;
        _touched.Add(execution);
    }

    public void Count(ExecutionEvent happened)
    {
        _events++;
        _bytes += Weight.Of(happened);
    }

    public void Add(OwnedExecution execution, Decision.Dispatch dispatch) => _dispatches.Add((execution, dispatch));

    /// <summary>Nothing more comes: the rows are taken and the tasks made.</summary>
    public async ValueTask CloseAsync(LargeValues values, CancellationToken cancellationToken)
    {
        var tasks = new List<(NodeTask Task, Pool? Pool)>(_dispatches.Count);
        foreach (var (execution, dispatch) in _dispatches)
        {
            var node = execution.Plan.Nodes[dispatch.Task.Node];
            execution.State.MarkDispatched(dispatch.Task, Sequence);
            var task = TaskBuilder.Build(execution, dispatch);
            if (!TaskFitting.Fits(task))
                task = await TaskFitting.FitAsync(task, values, cancellationToken);
            tasks.Add((task, options.Execution.Fusing && Bundling.Allows(node, dispatch) ? node.Pool : null));
        }

        Tasks = Bundling.Pack(tasks);

        foreach (var execution in _touched)
        {
            execution.IsTouched = false;
            if (execution.IsNew)
                Begun.Add(execution.Head);
            execution.IsNew = false;
            Changes.Add((execution.Head, execution.State.TakeChanges()));
        }
    }
}
