using Logos.Core.Faults;
using Logos.Rules.Faults;
using YamlDotNet.Core;

namespace Logos.Core.Graphs.Reading;

/// <summary>The YAML parser's complaints, in words for someone who wrote a graph.</summary>
internal static class YamlWords
{
    public static Fault Fault(SourceDocument document, YamlException fault)
    {
        var at = (int)Math.Clamp(fault.Start.Index, 0, document.Text.Length);
        var words = fault.Message.TrimEnd('.', ' ');
        if (words.Contains("tab", StringComparison.Ordinal) && TabbedLine(document.Text, at) is { } tabbed)
            at = tabbed;
        var (line, column) = document.Position(at);
        var known = Known(words, document.Text, at);
        return new(CoreCodes.BadSyntax, $"the file is not YAML: {known.Words}") { Line = line, Column = column, Hint = known.Hint };
    }

    public static Fault Fault(SourceDocument document, int at)
    {
        var (line, column) = document.Position(Math.Clamp(at, 0, document.Text.Length));
        return new(CoreCodes.BadSyntax, "the file is not YAML: it cannot be read from here on") { Line = line, Column = column, Hint = "look at the indentation of the lines that follow, and for a bracket or quote that was not closed" };
    }

    private static int? TabbedLine(string text, int from)
    {
        for (var start = text.AsSpan(0, from).LastIndexOf('\n') + 1; start < text.Length;)
        {
            var end = text.IndexOf('\n', start) is var found and >= 0 ? found : text.Length;
            var line = text.AsSpan(start, end - start);
            if (line[..(line.Length - line.TrimStart().Length)].IndexOf('\t') is var tab and >= 0)
                return start + tab;
            start = end + 1;
        }

        return null;
    }

    private static (string Words, string? Hint) Known(string words, string text, int at)
    {
        var line = text.AsSpan(text.AsSpan(0, at).LastIndexOf('\n') + 1);
        if (line.IndexOfAny('\r', '\n') is var end and >= 0)
            line = line[..end];
        var indentation = line[..(line.Length - line.TrimStart().Length)];
        if (indentation.Contains('\t'))
            return ("a line is indented with a tab", "indent with spaces");
        if (words.Contains("did not find expected key", StringComparison.OrdinalIgnoreCase))
            return ("a key was expected here", "look at the indentation of this line and the one before, and for a quote that was not closed");
        if (words.Contains("did not find expected '-' indicator", StringComparison.OrdinalIgnoreCase))
            return ("another `- ` item was expected here", "items of a list begin in one column");
        if (words.Contains("',' or", StringComparison.Ordinal) && line.Contains("${{", StringComparison.Ordinal))
            return ("a template inside braces or brackets has to be quoted", "write \"${{ … }}\"");
        if (words.Contains("mapping values are not allowed", StringComparison.OrdinalIgnoreCase) || words.Contains("found invalid mapping", StringComparison.OrdinalIgnoreCase))
            return ("a colon is not expected here", "text that holds `: ` is quoted; a nested map begins on a line of its own");
        if (words.Contains("cannot start any token", StringComparison.OrdinalIgnoreCase) && at < text.Length)
            return ($"text cannot begin with `{text[at]}`", "put it in quotes");
        if (words.Contains("end of stream", StringComparison.OrdinalIgnoreCase) || words.Contains("end of the stream", StringComparison.OrdinalIgnoreCase))
            return ("it ends in the middle of something", "a quote, a bracket or a brace was not closed");
        return (words.Length == 0 ? "it breaks off" : char.ToLowerInvariant(words[0]) + words[1..], null);
    }
}
