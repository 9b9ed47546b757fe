using Logos.Core.Faults;
using Logos.Core.Graphs.Reading;
using Logos.Rules.Faults;
using YamlDotNet.Core;
using YamlDotNet.Core.Tokens;

namespace Logos.Core.Graphs.Formatting;

/// <summary>What stands in a YAML file besides its values.</summary>
internal static class YamlExtras
{
    public static IReadOnlyList<YamlComment> Comments(SourceDocument document)
    {
        var comments = new List<YamlComment>();
        var scanner = new Scanner(new StringReader(document.Text), skipComments: false);
        while (scanner.MoveNext())
        {
            if (scanner.Current is Comment comment)
                comments.Add(Read(document, (int)comment.Start.Index));
        }

        return comments;
    }

    /// <summary>Anchors and tags would have to move with what they stand at, and be repeated where it is repeated.</summary>
    public static Fault? Complaint(SourceDocument document)
    {
        var scanner = new Scanner(new StringReader(document.Text), skipComments: true);
        while (scanner.MoveNext())
        {
            var what = scanner.Current switch { Anchor or AnchorAlias => "anchors and aliases", Tag => "tags", VersionDirective or TagDirective => "directives", _ => null };
            if (what is not null)
                return document.Fault(CoreCodes.CannotFormat, (int)scanner.Current!.Start.Index, 1, $"a file with {what} is not formatted", "write out what the alias stands for, or leave the file as it is");
        }

        return null;
    }

    private static YamlComment Read(SourceDocument document, int start)
    {
        var text = document.Text;
        var end = text.IndexOf('\n', start);
        var line = text.LastIndexOf('\n', start) + 1;
        if (start == line && text[start] == '\n')
            line = start;
        return new(start, start - line, text[start..(end < 0 ? text.Length : end)].TrimEnd(), string.IsNullOrWhiteSpace(text[line..start]));
    }
}

/// <param name="Start">The offset of its `#`.</param>
/// <param name="Indent">How far it stands from the left.</param>
/// <param name="Text">The `#` and what follows.</param>
/// <param name="IsAlone">Nothing stands before it on its line.</param>
internal sealed record YamlComment(int Start, int Indent, string Text, bool IsAlone);
