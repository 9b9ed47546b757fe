using Logos.Core.Work;
using Logos.Rules.Values;

namespace Logos.Workers.Running;

/// <summary>What bounds a task.</summary>
public sealed record TaskRunnerOptions
{
    public static readonly TaskRunnerOptions Standard = new();

    /// <summary>The name under which outcomes are recorded.</summary>
    public string Worker { get; init; } = "worker";

    /// <summary>At the first node boundary after so long a segment ends; the owner dispatches the rest.</summary>
    public TimeSpan SegmentTime { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How long a handler that was asked to stop may take for it, before it is left behind.</summary>
    public TimeSpan StopTime { get; init; } = TimeSpan.FromSeconds(5);

    public int MaxOutputBytes { get; init; } = 64 * 1024 * 1024;

    public int MaxControlBytes { get; init; } = 64 * 1024;

    /// <summary>Hears what handlers tell of their progress, secrets masked; nothing of it is kept.</summary>
    public Action<NodeTask, TaskStep, Value>? Progress { get; init; }

    /// <summary>What is logged while a node runs is in this scope, but for nodes that compute and no more: those log nothing.</summary>
    public Func<NodeTask, TaskStep, IDisposable?>? LogScope { get; init; }
}
