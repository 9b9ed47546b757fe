namespace Logos.Cli.New;

/// <summary>A graph to begin with. Its files are embedded as <c>template.{name}{extension}</c>.</summary>
internal sealed record Template(string Name, string Meaning, IReadOnlyList<string> Extensions)
{
    private const string Placeholder = "my-graph";

    public static IReadOnlyList<Template> All { get; } =
    [
        new("minimal", "one input, one rule node, one output", [".yaml"]),
        new("branch", "two branches that exclude each other, and their merge", [".yaml"]),
        new("rules", "a graph that asks a rule set, and the rule set", [".yaml", ".grl"]),
        new("approval", "a person decides before the graph goes on", [".yaml"]),
    ];

    public static Template Minimal => All[0];

    /// <returns>The files' names and texts for a graph of this name.</returns>
    public IEnumerable<(string File, string Text)> For(string graph)
    {
        foreach (var extension in Extensions)
        {
            using var stream = typeof(Template).Assembly.GetManifestResourceStream($"template.{Name}{extension}")!;
            using var reader = new StreamReader(stream);
            yield return (graph + extension, reader.ReadToEnd().Replace(Placeholder, graph, StringComparison.Ordinal));
        }
    }
}
