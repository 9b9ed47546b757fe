using Logos.Core.Faults;
using Logos.Core.Graphs.Reading;
using Logos.Rules.Expressions;

namespace Logos.Core.Graphs.Templates;

/// <summary>Finds <c>${{ … }}</c> in text. <c>$${{</c> stands for the characters themselves.</summary>
internal static class TemplateText
{
    private const string Open = "${{";
    private const string Close = "}}";

    public static bool HasTemplate(string text) => text.Contains(Open, StringComparison.Ordinal);

    public static string Braces(Formula formula) => $"{Open} {formula.Text} {Close}";

    public static string Escape(string text) => HasTemplate(text) ? text.Replace(Open, "$" + Open, StringComparison.Ordinal) : text;

    public static Template Read(SourceNode.Scalar scalar, FaultList faults)
    {
        var text = scalar.Text;
        if (!scalar.Value.IsString || !HasTemplate(text))
            return new Template.Literal(scalar.Value) { Source = scalar };
        var parts = new List<TextPart>();
        var plain = new System.Text.StringBuilder();
        var at = 0;
        while (text.IndexOf(Open, at, StringComparison.Ordinal) is var open and >= 0)
        {
            if (open > at && text[open - 1] == '$')
            {
                plain.Append(text, at, open - 1 - at).Append(Open);
                at = open + Open.Length;
                continue;
            }

            plain.Append(text, at, open - at);
            var end = End(text, open + Open.Length);
            if (end < 0)
            {
                var hint = "close it with `}}`; a quote inside it may be open";
                faults.Add(Formula.Fault(scalar, open, new(CoreCodes.OpenTemplate, "`${{` has no `}}`") { Hint = hint, Length = 3 }, 0));
                return new Template.Literal(scalar.Value) { Source = scalar };
            }

            if (plain.Length > 0)
                parts.Add(new(plain.ToString()));
            plain.Clear();
            if (Parse(scalar, open + Open.Length, text[(open + Open.Length)..end], faults) is { } formula)
                parts.Add(new("", formula));
            at = end + Close.Length;
        }

        plain.Append(text, at, text.Length - at);
        if (plain.Length > 0)
            parts.Add(new(plain.ToString()));
        return Of(parts, scalar);
    }

    /// <summary>An expression for which the field leaves the braces out, or not.</summary>
    public static Formula? ReadExpression(SourceNode.Scalar scalar, FaultList faults)
    {
        var text = scalar.Text;
        var trimmed = text.AsSpan().Trim();
        if (!trimmed.StartsWith(Open))
            return Parse(scalar, 0, text, faults) is { } bare ? bare with { IsBare = true } : null;
        var open = text.IndexOf(Open, StringComparison.Ordinal) + Open.Length;
        var end = End(text, open);
        if (end >= 0 && text.AsSpan(end + Close.Length).Trim().IsEmpty)
            return Parse(scalar, open, text[open..end], faults) is { } formula ? formula with { IsBare = true } : null;
        faults.Add(Formula.Fault(scalar, open - Open.Length, new(CoreCodes.OpenTemplate, end < 0 ? "`${{` has no `}}`" : "this field takes one expression, and more follows its `}}`") { Hint = "the braces may be left out here", Length = 3 }, 0));
        return null;
    }

    private static Formula? Parse(SourceNode.Scalar scalar, int offset, string text, FaultList faults)
    {
        // What is wrong with what it calls hides nothing else: the definition is refused, and looked at to its end.
        var expression = Expression.Read(text, out var found);
        foreach (var fault in found)
            faults.Add(Formula.Fault(scalar, offset, fault));
        return expression is null ? null : new(expression) { Source = scalar, Offset = offset };
    }

    private static Template Of(List<TextPart> parts, SourceNode.Scalar scalar)
    {
        var formulas = parts.Count(part => part.Formula is not null);
        if (formulas == 0)
            return new Template.Literal(string.Concat(parts.Select(part => part.Text))) { Source = scalar };
        // White space around it is not text: a block scalar ends with a line break that nobody meant.
        if (formulas == 1 && parts.All(part => part.Formula is not null || string.IsNullOrWhiteSpace(part.Text)))
            return new Template.Whole(parts.First(part => part.Formula is not null).Formula!) { Source = scalar };
        return new Template.Text(parts) { Source = scalar };
    }

    // Braces mean nothing to the expression language, so that only quotes can hide the end.
    private static int End(string text, int from)
    {
        var quote = '\0';
        for (var i = from; i < text.Length; i++)
        {
            if (quote != '\0')
            {
                if (text[i] == '\\')
                    i++;
                else if (text[i] == quote)
                    quote = '\0';
            }
            else if (text[i] is '"' or '\'')
            {
                quote = text[i];
            }
            else if (text[i] == '}' && i + 1 < text.Length && text[i + 1] == '}')
            {
                return i;
            }
        }

        return -1;
    }
}
