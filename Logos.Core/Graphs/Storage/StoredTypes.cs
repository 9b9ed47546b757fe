using Logos.Core.Documents;
using Logos.Core.Graphs.Definition;
using Logos.Core.Graphs.NodeTypes;
using Logos.Rules.Values;

namespace Logos.Core.Graphs.Storage;

/// <summary>
/// The node types that workers anywhere have told of, beside those that come with Logos: definitions are validated and
/// planned against them in processes that have no handler.
/// </summary>
public sealed class StoredTypes(IDocumentStore documents)
{
    private const string Everywhere = "";
    private const string Kind = "node-type";

    private volatile NodeTypeRegistry _current = NodeTypeRegistry.BuiltIn;

    /// <summary>As of the last look.</summary>
    public NodeTypeRegistry Current => _current;

    /// <summary>Looks which there are.</summary>
    public async ValueTask<NodeTypeRegistry> RefreshAsync(CancellationToken cancellationToken)
    {
        var types = new List<NodeType>();
        string? after = null;
        do
        {
            var page = await documents.ListAsync(Everywhere, Kind, after, 1_000, newestFirst: false, cancellationToken);
            types.AddRange(page.Items.Select(document => Read(document.Name, ValueJson.Parse(document.Body.Span))).OfType<NodeType>());
            after = page.Next;
        }
        while (after is not null);
        return _current = NodeTypeRegistry.BuiltIn.With(types);
    }

    /// <summary>Tells all processes what this one can run. Of two that tell different things of one name the later is believed.</summary>
    public async ValueTask TellAsync(NodeTypeRegistry types, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(types);
        foreach (var type in types.All.Where(type => NodeTypeRegistry.BuiltIn.Find(type.Name) is null))
        {
            var body = ValueJson.WriteUtf8(Write(type), DocumentWrite.LargestBody) ?? throw new ArgumentException($"what the node type `{type.Name}` takes is described with more than 1 MiB");
            if (await documents.FindAsync(Everywhere, Kind, type.Name, cancellationToken) is not { } known || !known.Body.Span.SequenceEqual(body))
                await documents.WriteAsync([new(Everywhere, Kind, type.Name, body)], cancellationToken);
        }

        await RefreshAsync(cancellationToken);
    }

    private static ValueMap Write(NodeType type) => ValueMap.Empty
        .With("pool", type.Pool.ToString().ToLowerInvariant())
        .With("with", SchemaJson.ToValue(type.With))
        .With("description", type.Description)
        .With("output", type.Output)
        .With("deterministic", type.Deterministic)
        .With("idempotent", type.Idempotent)
        .With("effect", type.Effect)
        .With("timeout", Duration.Format(type.DefaultTimeout))
        .With("example", type.Example);

    /// <returns>Null for what a later version has written in a way that this one does not know.</returns>
    private static NodeType? Read(string name, Value body)
    {
        if (!body.IsMap || body.AsMap() is not { } map || !Enum.TryParse<Pool>(Text(map, "pool"), ignoreCase: true, out var pool) || SchemaJson.Read(map["with"], out _) is not { } with)
            return null;
        return new(name, pool, with)
        {
            Description = Text(map, "description"),
            Output = Text(map, "output"),
            Deterministic = map["deterministic"] == Value.True,
            Idempotent = map["idempotent"] == Value.True,
            Effect = map["effect"] == Value.True,
            DefaultTimeout = Duration.TryParse(Text(map, "timeout"), out var timeout) ? timeout : TimeSpan.FromSeconds(30),
            Example = Text(map, "example"),
        };
    }

    private static string Text(ValueMap map, string name) => map[name] is { IsString: true } text ? text.AsString() : "";
}
