using Logos.Core.Graphs.Definition;
using Logos.Core.Graphs.Reading;

namespace Logos.Core.Graphs.Formatting;

/// <summary>In which order the fields of a map are written; a map of the author's own names keeps theirs.</summary>
internal sealed class FieldOrder
{
    private static readonly FieldOrder Retry = new(PolicyReader.RetryFields);
    private static readonly FieldOrder Foreach = new(["items", "concurrency"]);
    private static readonly FieldOrder Cache = new(["ttl", "key"]);
    private static readonly FieldOrder Compensate = new(["type", "with", "retry", "timeout"]) { Inner = { ["retry"] = Retry } };
    private static readonly FieldOrder Node = new(NodeReader.Known) { Inner = { ["retry"] = Retry, ["foreach"] = Foreach, ["cache"] = Cache, ["compensate"] = Compensate } };
    private static readonly FieldOrder Nodes = new([]) { Each = Node };
    private static readonly FieldOrder Inputs = new([]) { Each = new(InputReader.Known) };
    private static readonly FieldOrder Defaults = new(["timeout", "retry"]) { Inner = { ["retry"] = Retry } };
    private static readonly FieldOrder Edges = new([]) { Item = new(["from", "to", "when"]) };

    public static readonly FieldOrder Graph = new(DefinitionReader.Known)
    {
        Inner = { ["inputs"] = Inputs, ["defaults"] = Defaults, ["nodes"] = Nodes, ["edges"] = Edges },
    };

    private readonly IReadOnlyList<string> _fields;

    private FieldOrder(IReadOnlyList<string> fields) => _fields = fields;

    /// <summary>The order inside the items of a list.</summary>
    public FieldOrder? Item { get; private init; }

    private Dictionary<string, FieldOrder> Inner { get; } = new(StringComparer.Ordinal);

    private FieldOrder? Each { get; init; }

    public FieldOrder? Below(string name) => Each ?? Inner.GetValueOrDefault(name);

    // Sorting is stable: what is not known stays behind what is, in the order written.
    public IEnumerable<MapEntry> Sort(IReadOnlyList<MapEntry> entries) =>
        _fields.Count == 0 ? entries : entries.OrderBy(entry => IndexOf(entry.Key.Text));

    private int IndexOf(string name)
    {
        for (var i = 0; i < _fields.Count; i++)
        {
            if (_fields[i] == name)
                return i;
        }

        return _fields.Count;
    }
}
