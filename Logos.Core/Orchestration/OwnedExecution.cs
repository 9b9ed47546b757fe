using Logos.Core.Executions;
using Logos.Core.Graphs.Planning;
using Logos.Rules.Values;

namespace Logos.Core.Orchestration;

/// <summary>An execution in its owner's memory.</summary>
internal sealed class OwnedExecution(ExecutionHead head, GraphPlan plan, ExecutionState state)
{
    public ExecutionHead Head { get; } = head;

    public GraphPlan Plan { get; } = plan;

    public ExecutionState State { get; } = state;

    /// <summary>It has changed in this turn.</summary>
    public bool IsTouched { get; set; }

    /// <summary>It begins with this turn's commit.</summary>
    public bool IsNew { get; set; }

    /// <summary>It has come to its end, the first time or again, in this turn.</summary>
    public bool EndsNow { get; set; }

    /// <summary>The lists that foreach nodes go through, evaluated from what is recorded; again after a restart.</summary>
    public Dictionary<int, ValueList> ItemLists { get; } = [];

    /// <summary>How far claimed tasks have come, by their last beats: not recorded, since a run without it only starts from its beginning.</summary>
    public Dictionary<TaskKey, Value> Details { get; } = [];

    /// <summary>Its children that have not ended, by the node and item that started them.</summary>
    public Dictionary<(int Node, int Item), Guid> Children { get; } = [];
}
