using Logos.Core.Executions;

namespace Logos.Core.Orchestration;

/// <summary>Which executions a list tells; what is null does not matter.</summary>
public sealed record ExecutionFilter
{
    public static readonly ExecutionFilter All = new();

    public string? Workspace { get; init; }

    public string? Graph { get; init; }

    public ExecutionStatus? Status { get; init; }

    public KeyValuePair<string, string>? Tag { get; init; }

    /// <summary>Created at this time or later.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Created before this time.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Ended at this time or later.</summary>
    public DateTimeOffset? EndedFrom { get; init; }

    /// <summary>Only those that a caller started, and not their children.</summary>
    public bool RootsOnly { get; init; }
}

public sealed record ExecutionSummary(Guid Id, Guid Root, string Workspace, string Graph, int GraphVersion, ExecutionStatus Status, DateTimeOffset CreatedAt, DateTimeOffset? EndedAt)
{
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    /// <inheritdoc cref="ExecutionHead.CreatedBy"/>
    public string? CreatedBy { get; init; }
}

/// <param name="Items">The newest first.</param>
/// <param name="Next">What to ask with for those behind them; null at the end.</param>
public sealed record ExecutionSummaryPage(IReadOnlyList<ExecutionSummary> Items, string? Next);
