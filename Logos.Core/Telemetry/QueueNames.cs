using Logos.Core.Graphs.NodeTypes;

namespace Logos.Core.Telemetry;

/// <summary>How pools and their queues are called, in metrics as at the broker.</summary>
public static class QueueNames
{
    public const string Dead = "node.dead";

    /// <summary>Those that workers work for.</summary>
    public static readonly IReadOnlyList<Pool> Pools = [Pool.Db, Pool.Ai, Pool.Rule, Pool.Io, Pool.File];

    private static readonly string[] Names = ["db", "ai", "rule", "io", "file"];
    private static readonly string[] TaskQueues = [.. Names.Select(name => $"node.{name}.tasks")];
    private static readonly string[] Quarantines = [.. Names.Select(name => $"node.{name}.quarantine")];

    public static string Of(Pool pool) => Names[(int)pool];

    public static string Tasks(Pool pool, bool quarantine) => (quarantine ? Quarantines : TaskQueues)[(int)pool];
}
