using System.Text;
using System.Text.RegularExpressions;
using Logos.Core.Faults;
using Logos.Core.Graphs.Reading;
using Logos.Core.Graphs.Templates;
using Logos.Rules.Expressions;

namespace Logos.Core.Graphs.Importing;

/// <summary>Conditions, mappings and placeholders: the same operators, other names.</summary>
internal sealed partial class ExpressionTranslator(ImportContext context, ContextNames names)
{
    private readonly RenamedIds _ids = new(context);

    /// <returns>Null when there is a fault.</returns>
    public string? Translate(SourceNode.Scalar scalar, ReadSite site) => Translate(scalar, 0, scalar.Text, site);

    public string? Translate(SourceNode.Scalar scalar, int offset, string text, ReadSite site)
    {
        var renamed = new Dictionary<string, Draft>(site.Renamed, StringComparer.Ordinal);
        if (_ids.Replace(text, offset, scalar, (draft, id) => StandIn(draft, id, text), renamed) is not { } words)
            return null;
        site = site with { Renamed = renamed };
        var expression = Expression.Parse(words, out var faults);
        if (expression is null)
        {
            foreach (var fault in faults)
                context.Report(Formula.Fault(scalar, offset, fault with { Code = CoreCodes.BadForeignExpression, Message = $"`{text.Trim()}` cannot be read: {fault.Message}" }));
            return null;
        }

        var translated = new StringBuilder(words);
        var failed = false;
        foreach (var path in expression.Reads.OrderByDescending(path => path.Span.Start))
        {
            var rest = words.Substring(path.Span.Start + path.Root.Length, path.Span.Length - path.Root.Length);
            if (names.Resolve(path.Root, rest, site) is { } read)
                translated.Remove(path.Span.Start, path.Span.Length).Insert(path.Span.Start, read);
            else
                failed = true;
        }

        return failed ? null : translated.ToString().Trim();
    }

    // As long as the id where that is possible, so that faults tell the right place.
    private static string StandIn(Draft draft, string id, string text)
    {
        var word = $"n{draft.Index}_".PadRight(id.Length, '_');
        while (text.Contains(word, StringComparison.Ordinal))
            word += "_";
        return word;
    }

    /// <summary>A name of the context, in which a hyphen is no minus; or, as some write, an expression.</summary>
    public string? TranslateName(SourceNode.Scalar scalar, int offset, string text, ReadSite site)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            context.Report(Formula.Fault(scalar, offset, new(CoreCodes.BadForeignExpression, "there is no name here"), 0));
            return null;
        }

        return Name().IsMatch(text) ? names.Resolve(text.Trim(), "", site) : Translate(scalar, offset, text, site);
    }

    /// <summary>Text with <c>{{ name }}</c> in it.</summary>
    public Template? TranslateText(SourceNode.Scalar scalar, ReadSite site)
    {
        var text = scalar.Text;
        var parts = new List<TextPart>();
        var at = 0;
        while (text.IndexOf("{{", at, StringComparison.Ordinal) is var open and >= 0 && text.IndexOf("}}", open, StringComparison.Ordinal) is var close and >= 0)
        {
            AddText(parts, text[at..open]);
            if (TranslateName(scalar, open + 2, text[(open + 2)..close], site) is not { } inner)
                return null;
            parts.Add(new("", new(Expression.Parse(inner))));
            at = close + 2;
        }

        if (parts.Count == 0)
            return new Template.Literal(text);
        AddText(parts, text[at..]);
        return parts is [{ Formula: { } only }] ? new Template.Whole(only) : new Template.Text(parts);
    }

    // A dollar sign just before a template would be read as part of it.
    private static void AddText(List<TextPart> parts, string text)
    {
        var plain = text.EndsWith('$') ? text[..^1] : text;
        if (plain.Length > 0)
            parts.Add(new(plain));
        if (plain.Length < text.Length)
            parts.Add(new("", new(Expression.Parse("\"$\""))));
    }

    /// <summary>A name of the context, and no expression.</summary>
    public static bool IsName(string text) => Name().IsMatch(text);

    [GeneratedRegex(@"^\s*[A-Za-z_][A-Za-z0-9_-]*\s*$", RegexOptions.NonBacktracking)]
    private static partial Regex Name();
}
