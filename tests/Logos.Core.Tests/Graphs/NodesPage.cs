using System.Text;
using Logos.Core.Graphs.Definition;
using Logos.Core.Graphs.NodeTypes;

namespace Logos.Core.Tests.Graphs;

/// <summary>docs/nodes.md: every node type with its settings and an example, as the registry tells them.</summary>
internal static class NodesPage
{
    private static readonly (Pool Pool, string Title)[] Pools =
    [
        (Pool.Db, "Databases"), (Pool.Ai, "Models"), (Pool.Rule, "Rules"), (Pool.Io, "The outside world"), (Pool.File, "Files"), (Pool.Orchestrator, "Flow"),
    ];

    public static string Write(NodeTypeRegistry types)
    {
        var page = new StringBuilder("""
            # Node types

            <!-- Generated from the registry of node types. Do not edit: LOGOS_ACCEPT=1 ./test.sh --filter Logos.Core -->

            What a node can be. Its settings stand under `with`; wherever a value is asked for, a template
            (`${{ … }}`) may stand instead, except where a setting is *fixed*. Settings marked *secret* are never written
            out: they read `${{ secrets.NAME }}`. What every node has beside `with` is told in [graphs](graphs.md).

            | type | pool | | default timeout |
            |---|---|---|---|

            """);
        foreach (var type in types.All)
            page.Append($"| [`{type.Name}`](#{type.Name}) | {type.Pool.ToString().ToLowerInvariant()} | {type.Description} | {Duration.Format(type.DefaultTimeout)} |\n");
        foreach (var (pool, title) in Pools)
        {
            page.Append($"\n## {title}\n");
            foreach (var type in types.All.Where(type => type.Pool == pool))
                Section(page, type);
        }

        return page.ToString();
    }

    private static void Section(StringBuilder page, NodeType type)
    {
        page.Append($"\n### {type.Name}\n\n{type.Description} {Traits(type)}\n\n**Yields** {type.Output}.\n\n");
        page.Append("| setting | kind | |\n|---|---|---|\n");
        Rows(page, type.With, "");
        page.Append($"\n```yaml\n{type.Example.TrimEnd()}\n```\n");
    }

    private static string Traits(NodeType type)
    {
        var effect = type.EffectOf is not null ? "Whether something outside changes is told by what it is given." : type.Effect ? "Something outside changes." : "Nothing outside changes.";
        var again = type.Idempotent ? "Running it twice does no more than running it once." : null;
        var same = type.Deterministic ? "The same input gives the same output." : null;
        return string.Join(' ', new[] { effect, same, again }.OfType<string>());
    }

    private static void Rows(StringBuilder page, Schema schema, string prefix)
    {
        foreach (var property in schema.Properties)
        {
            var name = prefix + property.Name;
            var notes = new[]
            {
                property.Required ? "**required**" : null,
                property.Schema.IsFixed ? "*fixed*" : null,
                property.Schema.IsSecret ? "*secret*" : null,
                property.Schema.Default is { } standard ? $"default `{standard.ToText()}`" : null,
            };
            var description = string.Join("; ", new[] { property.Schema.Description }.Concat(notes).OfType<string>().Where(note => note.Length > 0));
            page.Append($"| `{name}` | {Kind(property.Schema)} | {description.Replace("|", "\\|", StringComparison.Ordinal)} |\n");
            Rows(page, property.Schema, name + ".");
            if (property.Schema.Items is { } items)
                Rows(page, items, name + "[].");
            foreach (var option in property.Schema.OneOf)
                Rows(page, option, name + ".");
        }
    }

    private static string Kind(Schema schema)
    {
        if (schema.Enum.Count > 0)
            return string.Join(", ", schema.Enum.Select(word => $"`{word.ToText()}`"));
        if (schema.OneOf.Count > 0)
            return string.Join(" or ", schema.OneOf.Select(Kind).Distinct());
        var kind = schema.Format switch
        {
            SchemaFormat.Duration => "duration",
            SchemaFormat.Expression => "expression",
            SchemaFormat.Grl => "rules",
            SchemaFormat.Uri => "address",
            SchemaFormat.Email => "e-mail address",
            SchemaFormat.DateTime => "time",
            _ => schema.Types.Count == 0 ? "anything" : string.Join(" or ", schema.Types.Select(Word)),
        };
        var range = (schema.Minimum, schema.Maximum) switch
        {
            ({ } least, { } most) => $", {least} to {most}",
            ({ } least, null) => $", from {least}",
            (null, { } most) => $", up to {most}",
            _ => "",
        };
        return kind == "list" && schema.Items is { } items ? $"list of {Kind(items)}" : kind + range;
    }

    private static string Word(SchemaType type) => type switch
    {
        SchemaType.String => "text",
        SchemaType.Integer => "whole number",
        SchemaType.Number => "number",
        SchemaType.Boolean => "true or false",
        SchemaType.Array => "list",
        SchemaType.Object => "map",
        _ => "nothing",
    };
}
