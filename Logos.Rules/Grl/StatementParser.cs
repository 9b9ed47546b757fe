using Logos.Rules.Faults;
using Logos.Rules.Functions;
using Logos.Rules.Syntax;

namespace Logos.Rules.Grl;

/// <summary>Reads the actions of a rule.</summary>
internal sealed class StatementParser(TokenCursor cursor, ConditionParser conditions)
{
    private static readonly string[] Actions = ["Log", "retract", "ActivateAgendaGroup", "Complete"];

    public List<Statement> ReadAll()
    {
        var statements = new List<Statement>();
        while (!cursor.AtEnd && cursor.Kind != TokenKind.CloseBrace)
        {
            if (cursor.Take(TokenKind.Semicolon))
                continue;
            if (AtRule())
                break;
            var (before, syntax) = (cursor.FaultCount, cursor.SyntaxFaultCount);
            if (Read() is { } statement && cursor.SyntaxFaultCount == syntax)
                statements.Add(statement);
            EndStatement(before);
        }

        return statements;
    }

    private void Unended()
    {
        // The `}` that is missing as well is told by the rule, and ends the action too.
        if (AtRule())
            return;
        cursor.Report(RulesCodes.Unexpected, cursor.Lacking(), $"expected `;`, found {TokenCursor.Describe(cursor.Current)}", "every action ends with a semicolon");
    }

    private bool AtRule() => cursor.IsWord("rule") && cursor.Peek().Kind is TokenKind.Text or TokenKind.Name;

    private void EndStatement(int before)
    {
        if (cursor.Take(TokenKind.Semicolon) || cursor.Kind == TokenKind.CloseBrace)
            return;
        if (cursor.FaultCount == before)
            Unended();
        while (!cursor.AtEnd && cursor.Kind != TokenKind.CloseBrace && !cursor.Take(TokenKind.Semicolon))
        {
            if (AtRule())
                return;
            cursor.Next();
        }
    }

    private Statement? Read()
    {
        var start = cursor.Current;
        if (start.Kind == TokenKind.Name && cursor.Peek().Kind == TokenKind.OpenParen)
            return ReadAction();
        if (conditions.PlainPath("an action", "actions are assignments, Log(…), retract(…), ActivateAgendaGroup(…) and Complete()") is not { } target)
        {
            cursor.Next();
            return null;
        }

        if (cursor.Kind == TokenKind.OpenParen)
            return ReadMethod(target);
        var sign = cursor.Current;
        if (sign.Kind is not (TokenKind.Assign or TokenKind.PlusAssign or TokenKind.MinusAssign or TokenKind.StarAssign or TokenKind.SlashAssign))
        {
            cursor.Report(RulesCodes.BadStatement, sign.Span, $"expected `=` behind `{Printer.Print(target)}`, found {TokenCursor.Describe(sign)}", InsteadOf(target, sign));
            return null;
        }

        cursor.Next();
        var value = conditions.Parse();
        return new Statement.Assign(start.Span.To(value.Span), target, Operator(sign.Kind), value);
    }

    private string InsteadOf(Expr.Path target, in Token sign)
    {
        var word = target.Segments.Count == 1 ? target.Root : "";
        if (Actions.FirstOrDefault(a => a.Equals(word, StringComparison.OrdinalIgnoreCase)) is { } action)
            return $"write `{action}(…);`";
        if (word is "var" or "let" or "set" or "const" && sign.Kind == TokenKind.Name)
            return $"nothing stands in front of a name: `{sign.Text} = …;`";
        return sign.Kind switch
        {
            TokenKind.Equal => "assigning is `=`",
            TokenKind.OpenBracket => "an element is written to by its number: `items[0] = …;`",
            TokenKind.Plus or TokenKind.Minus when cursor.Peek().Kind == sign.Kind => $"write `{Printer.Print(target)} {TokenCursor.Symbol(sign.Kind)}= 1;`",
            _ => "an assignment is written `a.b = …;`",
        };
    }

    private static BinaryOperator? Operator(TokenKind sign) => sign switch
    {
        TokenKind.PlusAssign => BinaryOperator.Add,
        TokenKind.MinusAssign => BinaryOperator.Subtract,
        TokenKind.StarAssign => BinaryOperator.Multiply,
        TokenKind.SlashAssign => BinaryOperator.Divide,
        _ => null,
    };

    private Statement? ReadAction()
    {
        var name = cursor.Next();
        switch (name.Text)
        {
            case "retract" or "Retract":
                cursor.Next();
                if (conditions.PlainPath("the fact to retract", "write `retract($Order);`") is not { } target)
                    return null;
                cursor.Expect(TokenKind.CloseParen, "`)`", "one fact is retracted, or a part of one: `retract($Order.note);`");
                return new Statement.Retract(name.Span, target);
            case "Log" or "log" or "LogMessage" or "print" or "println":
                return new Statement.Log(name.Span, Arguments());
            case "ActivateAgendaGroup" or "activateAgendaGroup" or "activate_agenda_group":
                return Arguments() is [Expr.Literal { Value: { IsString: true } group }]
                    ? new Statement.ActivateAgendaGroup(name.Span, group.AsString())
                    : Wrong(name, "takes the name of a group in quotes", $"{name.Text}(\"checks\")");
            case "Complete" or "complete":
                return Arguments().Count == 0 ? new Statement.Complete(name.Span) : Wrong(name, "takes nothing", $"{name.Text}()");
            default:
                var hint = Suggestion.DidYouMean(name.Text, Actions);
                if (hint is null && FunctionTable.Find(name.Text) is not null)
                    hint = $"functions give values: write `x = {name.Text}(…);`";
                cursor.Report(RulesCodes.UnknownAction, name.Span, $"there is no action `{name.Text}`", hint ?? $"the actions are {string.Join(", ", Actions)} and assignments");
                Arguments();
                return null;
        }
    }

    // `$Car.setSpeed(5)` is how object-minded dialects write `Car.Speed = 5`.
    private Statement? ReadMethod(Expr.Path path)
    {
        var name = cursor.Last;
        var arguments = Arguments();
        var method = path.Segments[^1].Name ?? "";
        if (path.Segments.Count > 1 && arguments.Count == 1)
        {
            var owner = path.Segments.Take(path.Segments.Count - 1);
            if (method.Length > 3 && method.StartsWith("set", StringComparison.Ordinal))
            {
                var property = method[3] == '_' ? method[4..] : method[3..];
                return new Statement.Assign(path.Span, new(path.Span, [.. owner, Segment.Member(property)]), null, arguments[0]);
            }

            if (method is "add" or "append")
                return new Statement.Assign(path.Span, new(path.Span, [.. owner]), BinaryOperator.Add, arguments[0]);
        }

        cursor.Report(RulesCodes.UnknownAction, name.Span, $"there is no method `{method}` with {arguments.Count} argument{(arguments.Count == 1 ? "" : "s")}", "the methods are `setName(value)` and `add(value)`; or write an assignment");
        return null;
    }

    private List<Expr> Arguments() => conditions.ReadArguments();

    private Statement? Wrong(in Token name, string takes, string form)
    {
        cursor.Report(RulesCodes.WrongArguments, name.Span, $"`{name.Text}` {takes}", $"write `{form};`");
        return null;
    }
}
