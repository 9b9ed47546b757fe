using Logos.Core.Graphs.Templates;

namespace Logos.Core.Graphs.NodeTypes;

/// <summary>What a node can be: where it runs, what it takes, and what may be assumed of it.</summary>
public sealed record NodeType(string Name, Pool Pool, Schema With)
{
    public string Description { get; init; } = "";

    /// <summary>What the node yields, in words.</summary>
    public string Output { get; init; } = "";

    /// <summary>The same input gives the same output.</summary>
    public bool Deterministic { get; init; }

    /// <summary>Running it twice does no more than running it once.</summary>
    public bool Idempotent { get; init; }

    /// <summary>Something outside changes.</summary>
    public bool Effect { get; init; }

    public TimeSpan DefaultTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A definition's part, in YAML, that uses it.</summary>
    public string Example { get; init; } = "";

    /// <summary>Properties under <c>with</c> that the handler evaluates itself, with names of its own.</summary>
    public IReadOnlyList<string> Deferred { get; init; } = [];

    /// <summary>The names that stand in for those; null when there are none.</summary>
    internal Func<Template.Map, IEnumerable<string>>? Locals { get; init; }

    /// <summary>Tells by what is given whether something outside changes; null leaves it to <see cref="Effect"/>.</summary>
    internal Func<Template.Map, bool>? EffectOf { get; init; }

    /// <summary>What the schema cannot say.</summary>
    internal Action<TypeCheck>? Check { get; init; }

    public bool HasEffect(Template.Map with) => EffectOf?.Invoke(with) ?? Effect;

    public IEnumerable<string> LocalNames(Template.Map with) => Locals?.Invoke(with) ?? [];
}

public enum Pool
{
    Db,
    Ai,
    Rule,
    Io,
    File,

    /// <summary>Decided by the orchestrator itself: no worker takes part.</summary>
    Orchestrator,
}
