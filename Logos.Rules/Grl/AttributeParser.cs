using Logos.Rules.Faults;
using Logos.Rules.Functions;
using Logos.Rules.Syntax;

namespace Logos.Rules.Grl;

/// <summary>Reads <c>salience 10 no-loop …</c>, before or inside the braces.</summary>
internal sealed class AttributeParser(TokenCursor cursor)
{
    private static readonly string[] Names =
        ["salience", "no-loop", "lock-on-active", "agenda-group", "auto-focus", "activation-group", "date-effective", "date-expires", "enabled"];

    public RuleDefinition Read(RuleDefinition rule, HashSet<string> seen)
    {
        while (cursor.Kind == TokenKind.Name && !cursor.IsWord("when") && !cursor.IsWord("rule") && !cursor.IsWord("then") && !AtCondition() && !BodyWords.IsLikeWhen(cursor))
        {
            var (name, span) = ReadName();
            if (!Names.Contains(name))
            {
                cursor.Report(RulesCodes.UnknownAttribute, span, $"there is no attribute `{name}`", Suggestion.DidYouMean(name, Names) ?? (seen.Count == 0 && cursor.Kind == TokenKind.OpenBrace ? "a name of several words stands in quotes; " : "") + $"the attributes are {string.Join(", ", Names)}");
                SkipValue();
                continue;
            }

            if (!seen.Add(name))
                cursor.Report(RulesCodes.RepeatedAttribute, span, $"`{name}` stands twice in rule \"{rule.Name}\"", "keep one");
            rule = Apply(rule, name);
        }

        return rule;
    }

    // `Order.total > 100` where `when` was forgotten is not an attribute.
    private bool AtCondition() => cursor.Peek() is { Kind: TokenKind.Name, Text: "then" } || cursor.Peek().Kind is TokenKind.Dot or TokenKind.OpenBracket or TokenKind.OpenParen or TokenKind.Equal or TokenKind.NotEqual or
        TokenKind.Less or TokenKind.LessOrEqual or TokenKind.Greater or TokenKind.GreaterOrEqual or TokenKind.And or TokenKind.Or or
        TokenKind.Assign or TokenKind.PlusAssign or TokenKind.MinusAssign;

    private RuleDefinition Apply(RuleDefinition rule, string name) => name switch
    {
        "salience" => rule with { Salience = Number(name) },
        "no-loop" => rule with { NoLoop = Flag(name) },
        "lock-on-active" => rule with { LockOnActive = Flag(name) },
        "auto-focus" => rule with { AutoFocus = Flag(name) },
        "enabled" => rule with { Enabled = Flag(name) },
        "agenda-group" => rule with { AgendaGroup = Text(name) ?? rule.AgendaGroup },
        "activation-group" => rule with { ActivationGroup = Text(name) },
        "date-effective" => rule with { DateEffective = Date(name) },
        _ => rule with { DateExpires = Date(name) },
    };

    // `no-loop` comes from the lexer as `no`, `-`, `loop`: only touching words belong together.
    private (string Name, Span Span) ReadName()
    {
        var first = cursor.Next();
        var (name, span) = (first.Text, first.Span);
        while (cursor.Kind == TokenKind.Minus && cursor.Current.Span.Start == span.End &&
            cursor.Peek() is { Kind: TokenKind.Name } part && part.Span.Start == cursor.Current.Span.End)
        {
            cursor.Next();
            cursor.Next();
            name = $"{name}-{part.Text}";
            span = span.To(part.Span);
        }

        return (name, span);
    }

    private int Number(string name)
    {
        var negative = cursor.Take(TokenKind.Minus);
        var token = cursor.Current;
        if (token.Kind != TokenKind.Number || !token.Value.TryGetInt64(out var number) || number > int.MaxValue)
        {
            cursor.Report(RulesCodes.BadAttribute, token.Span, $"`{name}` takes a whole number, and was given {TokenCursor.Describe(token)}", $"write `{name} 10`");
            SkipValue();
            return 0;
        }

        cursor.Next();
        return (int)(negative ? -number : number);
    }

    private bool Flag(string name)
    {
        var word = cursor.Current;
        if (word.Kind is TokenKind.Number or TokenKind.Text || (word.Kind == TokenKind.Name && IsStrangeValue(word.Text)))
        {
            cursor.Report(RulesCodes.BadAttribute, word.Span, $"`{name}` takes true or false, and was given {TokenCursor.Describe(word)}", $"`{name}` alone means `{name} true`");
            cursor.Next();
            return true;
        }

        if (word.Kind != TokenKind.Name || word.Text.ToLowerInvariant() is not ("true" or "false"))
            return true;
        cursor.Next();
        return word.Text.Equals("true", StringComparison.OrdinalIgnoreCase);
    }

    // The word before the body: neither true nor false, nor anything like an attribute.
    private bool IsStrangeValue(string word) =>
        word.ToLowerInvariant() is not ("true" or "false" or "when" or "then" or "rule") &&
        (cursor.Peek().Kind == TokenKind.OpenBrace || cursor.Peek() is { Kind: TokenKind.Name, Text: "when" }) &&
        !Names.Contains(word) && Suggestion.Closest(word, Names) is null;

    private string? Text(string name)
    {
        var token = cursor.Current;
        if (token.Kind == TokenKind.Text && token.Text.Length > 0)
            return cursor.Next().Text;
        cursor.Report(RulesCodes.BadAttribute, token.Span, $"`{name}` takes a name in quotes, and was given {TokenCursor.Describe(token)}", $"write `{name} \"checks\"`");
        SkipValue();
        return null;
    }

    private DateTimeOffset? Date(string name)
    {
        var token = cursor.Current;
        if (token.Kind == TokenKind.Text && TimeFunctions.TryParse(token.Text, out var time))
        {
            cursor.Next();
            return time;
        }

        cursor.Report(RulesCodes.BadAttribute, token.Span, $"`{name}` takes a date, and was given {TokenCursor.Describe(token)}", $"write `{name} \"2026-01-31\"`");
        SkipValue();
        return null;
    }

    private void SkipValue()
    {
        // A word in the value's place is the value, unless an attribute or the rule goes on with it.
        var isWord = cursor.Kind == TokenKind.Name && cursor.Current.Text is not ("when" or "then" or "rule") &&
            !Names.Any(n => n.Split('-')[0] == cursor.Current.Text);
        if (isWord || cursor.Kind is TokenKind.Number or TokenKind.Text or TokenKind.Minus)
            cursor.Next();
    }
}
