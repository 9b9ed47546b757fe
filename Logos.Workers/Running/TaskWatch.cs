using Logos.Core.Work;
using Logos.Rules.Values;

namespace Logos.Workers.Running;

/// <summary>What whoever runs a task wants to hear meanwhile. Secrets are masked in all of it.</summary>
public sealed record TaskWatch
{
    public static readonly TaskWatch None = new();

    /// <summary>What the last beat of a former run of the same attempt carried.</summary>
    public Value Resume { get; init; }

    public Action<TaskStep, Value>? Progress { get; init; }

    public Action<TaskStep, Value>? Beat { get; init; }
}
