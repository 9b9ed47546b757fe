using Logos.Core.Graphs.Templates;
using Logos.Rules.Values;

namespace Logos.Core.Work;

/// <summary>What a handler is told about the attempt that it runs.</summary>
public sealed record NodeContext
{
    public required Guid Execution { get; init; }

    public required string Workspace { get; init; }

    public required string Graph { get; init; }

    public required string Node { get; init; }

    public required int Attempt { get; init; }

    /// <summary>The number of the item, inside a foreach.</summary>
    public int? Item { get; init; }

    /// <summary>What stands under <c>with</c>, evaluated.</summary>
    public required Value With { get; init; }

    /// <summary>What stands under <c>with</c> as it is written: for the fields that a type evaluates itself.</summary>
    public required Template.Map Definition { get; init; }

    /// <summary>The names that expressions of the node may read.</summary>
    public required Value Scope { get; init; }

    /// <summary>The time that <c>now()</c> tells.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>How long it may take, from its beginning on; null where nobody has said.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Says what else is secret: a password that the handler was given by somebody else than the graph. From then on it shows neither in the node's failure nor in what is recorded of its input.</summary>
    public Action<IEnumerable<string>> Conceal { get; init; } = static _ => { };

    /// <summary>What the last beat of a former run of the same attempt carried; null the first time.</summary>
    public Value Resume { get; init; }

    /// <summary>Tells whoever watches: a text that grows, a percentage. Best effort, and nothing is recorded.</summary>
    public required Action<Value> Progress { get; init; }

    /// <summary>Leaves word of how far it has come, for a run that takes over from it.</summary>
    public required Action<Value> Beat { get; init; }
}
