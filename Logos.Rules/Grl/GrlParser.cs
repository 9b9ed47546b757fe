using Logos.Rules.Faults;
using Logos.Rules.Syntax;

namespace Logos.Rules.Grl;

/// <summary>Reads a rule file. After a fault it goes on with the next statement or rule, so that one go reports all.</summary>
internal sealed class GrlParser
{
    public const int MaxLength = RuleSet.MaxLength;
    public const int MaxRules = 100_000;

    private readonly TokenCursor _cursor;
    private readonly ConditionParser _conditions;
    private readonly StatementParser _statements;
    private readonly AttributeParser _attributes;
    private readonly List<RuleDefinition> _rules = [];

    private GrlParser(TokenCursor cursor)
    {
        _cursor = cursor;
        _conditions = new(cursor);
        _statements = new(cursor, _conditions);
        _attributes = new(cursor);
    }

    public static IReadOnlyList<RuleDefinition> Read(string text, List<Fault> faults)
    {
        if (text.Length > MaxLength)
        {
            faults.Add(new(RulesCodes.TooLong, $"the rule file has {text.Length} characters, and {MaxLength} are allowed") { Line = 1, Column = 1 });
            return [];
        }

        var parser = new GrlParser(new(Lexer.Read(text, faults), faults));
        parser.ReadAll();
        return parser._rules;
    }

    private void ReadAll()
    {
        var before = _cursor.FaultCount;
        while (!_cursor.AtEnd && _cursor.FaultCount < TokenCursor.MaxFaults)
        {
            if (_rules.Count >= MaxRules)
            {
                _cursor.Report(RulesCodes.TooManyRules, _cursor.Current.Span, $"there are more than {MaxRules} rules");
                return;
            }

            if (!_cursor.IsWord("rule"))
            {
                Stray();
                continue;
            }

            if (ReadRule() is { } rule)
                _rules.Add(rule);
        }

        if (_rules.Count == 0 && _cursor.FaultCount == before)
            _cursor.Report(RulesCodes.NoRules, new(0, 1, 1, 1), "there is no rule here", "a rule is written `rule \"name\" { when … then … }`", Severity.Warning);
    }

    private void Stray()
    {
        var hint = _cursor.Current.Kind == TokenKind.Name
            ? _cursor.Current.Text is "defmodule" or "query" ? "modules and queries are not part of this dialect" : Suggestion.DidYouMean(_cursor.Current.Text, ["rule"])
            : null;
        _cursor.Report(RulesCodes.ExpectedRule, _cursor.Current.Span, $"expected a rule, found {TokenCursor.Describe(_cursor.Current)}", hint ?? "a rule is written `rule \"name\" { when … then … }`");
        // `Rule "x" {` is a rule but for its first letter: what else is wrong with it is told as well.
        if (_cursor.Current.Text.Equals("rule", StringComparison.OrdinalIgnoreCase) && _cursor.Peek().Kind is TokenKind.Text or TokenKind.Name)
        {
            ReadRule();
            return;
        }

        _cursor.Next();
        SkipToRule();
    }

    private RuleDefinition? ReadRule()
    {
        _conditions.BeginRule();
        _cursor.Next();
        var faults = _cursor.FaultCount;
        var name = _cursor.Current;
        if (name.Kind is not (TokenKind.Text or TokenKind.Name) || (name.Kind == TokenKind.Name && name.Text is "when" or "then"))
        {
            _cursor.Unexpected("the name of the rule", "write `rule \"name\" { when … then … }`");
            SkipToRule();
            return null;
        }

        _cursor.Next();
        ReadHyphens(name);
        var rule = new RuleDefinition(name.Text, name.Span, new Expr.Broken(name.Span), []);
        if (_cursor.Kind == TokenKind.Text)
            rule = rule with { Description = _cursor.Next().Text };
        var seen = new HashSet<string>(StringComparer.Ordinal);
        rule = _attributes.Read(rule, seen);
        var open = _cursor.Current;
        if (!_cursor.Expect(TokenKind.OpenBrace, "`{`", "the body of a rule stands in braces"))
        {
            if (!SkipTo(TokenKind.OpenBrace))
            {
                SkipToRule();
                return null;
            }

            _cursor.Next();
        }

        rule = ReadBody(_attributes.Read(rule, seen));
        if (!_cursor.Take(TokenKind.CloseBrace))
        {
            if (_cursor.FaultCount == faults || _cursor.AtEnd || _cursor.IsWord("rule"))
                _cursor.Report(RulesCodes.Unexpected, _cursor.Current.Span, $"expected `}}` at the end of rule \"{name.Text}\", found {TokenCursor.Describe(_cursor.Current)}", $"it closes the `{{` at line {open.Span.Line}, column {open.Span.Column}");
            SkipToRule();
        }

        return rule with { IsSound = _cursor.FaultCount == faults };
    }

    private void ReadHyphens(Token name)
    {
        if (name.Kind != TokenKind.Name || _cursor.Kind != TokenKind.Minus || _cursor.Current.Span.Start != name.Span.End)
            return;
        while (_cursor.Kind is TokenKind.Minus or TokenKind.Name && _cursor.Current.Span.Start == _cursor.Last.Span.End)
            _cursor.Next();
        _cursor.Report(RulesCodes.Unexpected, name.Span.To(_cursor.Last.Span), "a name without quotes has letters, digits and `_` only", "put it in quotes: `rule \"my-rule\" { … }`");
    }

    private RuleDefinition ReadBody(RuleDefinition rule)
    {
        if (!_cursor.TakeWord("when"))
            _cursor.Unexpected("`when`", "a rule is written `rule \"name\" { when … then … }`");
        if (_cursor.IsWord("then"))
        {
            _cursor.Report(RulesCodes.Unexpected, _cursor.Current.Span, "there is no condition before `then`", "a rule that always holds is written `when true`");
            _cursor.Next();
            return rule with { Then = _statements.ReadAll() };
        }

        var before = _cursor.SyntaxFaultCount;
        var when = _conditions.Parse();
        if (!_cursor.IsWord("then"))
        {
            if (_cursor.SyntaxFaultCount == before)
                _cursor.Unexpected("an operator or `then`", Hints.ForOperator(_cursor.Current, _cursor.Last, ["then", "count", "empty", "not_empty", "first", "last"]) ?? Joined());
            if (!SkipToThen())
                return rule;
        }

        rule = rule with { When = when, HasCondition = _cursor.SyntaxFaultCount == before };
        _cursor.Next();
        if (_cursor.Kind == TokenKind.CloseBrace)
            _cursor.Report(RulesCodes.BadStatement, _cursor.Current.Span, $"rule \"{rule.Name}\" does nothing", "write an action behind `then`");
        return rule with { Then = _statements.ReadAll() };
    }

    private string? Joined() => _cursor.Kind == TokenKind.Name ? "conditions are joined by `&&` or `||`" : null;

    private bool SkipToThen()
    {
        while (!_cursor.AtEnd && !AtRule() && _cursor.Kind != TokenKind.CloseBrace)
        {
            if (_cursor.IsWord("then"))
                return true;
            _cursor.Next();
        }

        return false;
    }

    private bool SkipTo(TokenKind kind)
    {
        while (!_cursor.AtEnd && !AtRule())
        {
            if (_cursor.Kind == kind)
                return true;
            _cursor.Next();
        }

        return false;
    }

    private void SkipToRule()
    {
        while (!_cursor.AtEnd && !AtRule())
            _cursor.Next();
    }

    // A fact may be called `rule`; only the beginning of a rule has a name and a body behind it.
    private bool AtRule() => _cursor.IsWord("rule") && _cursor.Peek().Kind is TokenKind.Text or TokenKind.Name or TokenKind.Number;
}
