using Logos.Core.Faults;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Graphs.Reading;

namespace Logos.Core.Graphs.Templates;

/// <summary>From the tree of a file to a template. The schema tells where text is an expression without braces.</summary>
internal static class TemplateReader
{
    public static Template Read(SourceNode node, FaultList faults, Schema? schema = null)
    {
        switch (node)
        {
            case SourceNode.Scalar scalar when schema?.Format == SchemaFormat.Expression && scalar.Value.IsString:
                return TemplateText.ReadExpression(scalar, faults) is { } formula
                    ? new Template.Whole(formula) { Source = node }
                    : new Template.Literal(scalar.Value) { Source = node };
            // Rules hold braces of their own, and are read before anything has run.
            case SourceNode.Scalar scalar when schema?.Format == SchemaFormat.Grl:
                return new Template.Literal(scalar.Value) { Source = node, IsVerbatim = true };
            case SourceNode.Scalar scalar:
                return TemplateText.Read(scalar, faults);
            case SourceNode.List list:
                return new Template.List([.. list.Items.Select(item => Read(item, faults, schema?.Items))]) { Source = node };
            case SourceNode.Map map:
                return ReadMap(map, faults, schema);
            default:
                throw new InvalidOperationException($"unknown case {node.GetType().Name}");
        }
    }

    public static Template.Map ReadMap(SourceNode.Map map, FaultList faults, Schema? schema = null) =>
        new([.. map.Entries.Select(entry => new TemplateEntry(entry.Key.Text, Read(entry.Value, faults, schema?[entry.Key.Text])) { Key = entry.Key })]) { Source = map };

    /// <summary>A field that is an expression unless it is written out as a list.</summary>
    public static Template? ReadItems(SourceNode node, FaultList faults)
    {
        if (node is not SourceNode.Scalar { Value.IsString: true } scalar)
            return Read(node, faults);
        return TemplateText.ReadExpression(scalar, faults) is { } formula ? new Template.Whole(formula) { Source = node } : null;
    }
}
