using System.Text;
using Logos.Core.Faults;
using Logos.Core.Graphs.Reading;
using Logos.Rules.Faults;
using Logos.Rules.Values;

namespace Logos.Core.Graphs.Formatting;

/// <summary>
/// One layout for all definitions: fields in the order of the reference, two spaces, one blank line at most.
/// Every comment stays with what it stands at. The result is read again and compared before it is given out:
/// what would lose a value or a comment is refused instead.
/// </summary>
public static class GraphFormatter
{
    /// <returns>Null when the file cannot be read or formatted; the faults say why.</returns>
    public static string? Format(ReadOnlySpan<byte> utf8, GraphFormat format, out IReadOnlyList<Fault> faults)
    {
        var found = new FaultList();
        var formatted = Format(utf8, format, found);
        faults = found.InOrder();
        return formatted;
    }

    private static string? Format(ReadOnlySpan<byte> utf8, GraphFormat format, FaultList faults)
    {
        if (SourceReader.Read(utf8, format, faults) is not { } root || faults.HasErrors)
            return null;
        if (format == GraphFormat.Json)
            return ValueJson.Write(Ordered(root, FieldOrder.Graph), indented: true).ReplaceLineEndings("\n") + "\n";
        // Line breaks are one character from here on, so that pieces of the file can be laid out anew.
        if (root.Document.Text.Contains('\r', StringComparison.Ordinal))
            return Format(Encoding.UTF8.GetBytes(root.Document.Text.ReplaceLineEndings("\n")), format, faults);
        if (YamlExtras.Complaint(root.Document) is { } complaint)
        {
            faults.Add(complaint);
            return null;
        }

        var formatted = new YamlLayout(root).Write();
        if (IsSame(root, formatted))
            return formatted;
        faults.Add(root.Fault(CoreCodes.CannotFormat, "the file cannot be laid out anew without losing something", "write its comments on lines of their own, outside of brackets and braces"));
        return null;
    }

    private static bool IsSame(SourceNode before, string formatted)
    {
        var faults = new FaultList();
        return SourceReader.Read(Encoding.UTF8.GetBytes(formatted), GraphFormat.Yaml, faults) is { } after
            && faults.Count == 0
            && Plain(before) == Plain(after)
            && Comments(before.Document).SequenceEqual(Comments(after.Document));
    }

    private static IEnumerable<string> Comments(SourceDocument document) => YamlExtras.Comments(document).Select(comment => comment.Text).Order(StringComparer.Ordinal);

    private static Value Plain(SourceNode node) => Ordered(node, null);

    private static Value Ordered(SourceNode node, FieldOrder? order) => node switch
    {
        SourceNode.Scalar scalar => scalar.Value,
        SourceNode.List list => ValueList.From(list.Items.Select(item => Ordered(item, order?.Item))),
        SourceNode.Map map => ValueMap.From((order?.Sort(map.Entries) ?? map.Entries).Select(entry => KeyValuePair.Create(entry.Key.Text, Ordered(entry.Value, order?.Below(entry.Key.Text))))),
        _ => throw new InvalidOperationException($"unknown case {node.GetType().Name}"),
    };
}
