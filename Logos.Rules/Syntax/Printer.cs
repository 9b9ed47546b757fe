using System.Text;
using Logos.Rules.Values;

namespace Logos.Rules.Syntax;

/// <summary>Writes a tree as text that reads back as the same tree.</summary>
public static class Printer
{
    public static string Print(Expr expression)
    {
        var text = new StringBuilder();
        Print(text, expression, Operators.Lowest);
        return text.ToString();
    }

    private static void Print(StringBuilder text, Expr expression, int level)
    {
        switch (expression)
        {
            case Expr.Literal literal:
                // `-3.x` is the sign in front of `3.x`.
                var signed = level >= Operators.PostfixLevel && literal.Value.IsNumber && Numbers.Compare(literal.Value, 0) < 0;
                Open(text, signed);
                Value(text, literal.Value);
                Close(text, signed);
                break;
            case Expr.Path path:
                Path(text, path);
                break;
            case Expr.Member member:
                Print(text, member.Target, Operators.PostfixLevel);
                Name(text, member.Name);
                break;
            case Expr.Index index:
                Print(text, index.Target, Operators.PostfixLevel);
                text.Append('[');
                Print(text, index.At, Operators.Lowest);
                text.Append(']');
                break;
            case Expr.Unary unary:
                Unary(text, unary, level);
                break;
            case Expr.Binary binary:
                Binary(text, binary, level);
                break;
            case Expr.Conditional conditional:
                Conditional(text, conditional, level);
                break;
            case Expr.ListLiteral list:
                text.Append('[');
                Join(text, list.Items);
                text.Append(']');
                break;
            case Expr.Call call:
                text.Append(call.Name).Append('(');
                Join(text, call.Arguments);
                text.Append(')');
                break;
            case Expr.Lambda lambda:
                text.Append(lambda.Parameters.Count == 1 ? lambda.Parameters[0] : $"({string.Join(", ", lambda.Parameters)})").Append(" => ");
                Print(text, lambda.Body, Operators.Lowest);
                break;
            case Expr.Quantifier quantifier:
                text.Append(quantifier.All ? "forall(" : "exists(");
                Print(text, quantifier.Condition, Operators.Lowest);
                text.Append(')');
                break;
            case Expr.Accumulate accumulate:
                Accumulate(text, accumulate);
                break;
            case Expr.Multifield multifield:
                Open(text, level >= Operators.PostfixLevel);
                Path(text, multifield.Source);
                text.Append(' ').Append(Word(multifield.Operator));
                Close(text, level >= Operators.PostfixLevel);
                break;
            case Expr.Broken:
                text.Append("<?>");
                break;
        }
    }

    internal static string Word(MultifieldOperator operation) => operation switch
    {
        MultifieldOperator.Count => "count",
        MultifieldOperator.Empty => "empty",
        MultifieldOperator.NotEmpty => "not_empty",
        MultifieldOperator.First => "first",
        _ => "last",
    };

    private static void Unary(StringBuilder text, Expr.Unary unary, int level)
    {
        var wrap = level > Operators.UnaryLevel;
        Open(text, wrap);
        text.Append(unary.Operator == UnaryOperator.Not ? '!' : '-');
        // `- 3` is the operation, `-3` the number.
        if (unary is { Operator: UnaryOperator.Negate, Operand: Expr.Literal { Value.IsNumber: true } or Expr.Unary { Operator: UnaryOperator.Negate } })
            text.Append(' ');
        Print(text, unary.Operand, Operators.UnaryLevel);
        Close(text, wrap);
    }

    private static void Binary(StringBuilder text, Expr.Binary binary, int level)
    {
        var own = Operators.Level(binary.Operator);
        var wrap = level > own;
        Open(text, wrap);
        var chain = own is Operators.RelationLevel or Operators.EqualityLevel;
        var rightFirst = binary.Operator == BinaryOperator.Coalesce;
        Print(text, binary.Left, chain || rightFirst ? own + 1 : own);
        text.Append(' ').Append(Operators.Symbol(binary.Operator)).Append(' ');
        Print(text, binary.Right, rightFirst ? own : own + 1);
        Close(text, wrap);
    }

    private static void Conditional(StringBuilder text, Expr.Conditional conditional, int level)
    {
        var wrap = level > Operators.Lowest;
        Open(text, wrap);
        Print(text, conditional.Test, Operators.ConditionalLevel + 1);
        text.Append(" ? ");
        Print(text, conditional.Then, Operators.Lowest);
        text.Append(" : ");
        Print(text, conditional.Else, Operators.Lowest);
        Close(text, wrap);
    }

    private static void Accumulate(StringBuilder text, Expr.Accumulate accumulate)
    {
        text.Append("accumulate(");
        Path(text, accumulate.Source);
        text.Append("($").Append(accumulate.Variable).Append(": ");
        Path(text, accumulate.Field);
        foreach (var condition in accumulate.Conditions)
        {
            text.Append(", ");
            Print(text, condition, Operators.Lowest);
        }

        text.Append("), ").Append(accumulate.Fold.ToString().ToLowerInvariant()).Append("($").Append(accumulate.Variable).Append("))");
    }

    private static void Join(StringBuilder text, IReadOnlyList<Expr> items)
    {
        for (var i = 0; i < items.Count; i++)
        {
            if (i > 0)
                text.Append(", ");
            Print(text, items[i], Operators.Lowest);
        }
    }

    private static void Value(StringBuilder text, Value value)
    {
        if (value.IsString)
            Text(text, value.AsString());
        else
            text.Append(value.IsNull ? "null" : value.ToJson());
    }

    private static void Path(StringBuilder text, Expr.Path path)
    {
        text.Append(path.Root);
        for (var i = 1; i < path.Segments.Count; i++)
        {
            var segment = path.Segments[i];
            if (segment.Name is { } name)
                Name(text, name);
            else
                text.Append('[').Append(segment.Index).Append(']');
        }
    }

    private static void Name(StringBuilder text, string name)
    {
        if (IsPlain(name))
        {
            text.Append('.').Append(name);
            return;
        }

        text.Append('[');
        Text(text, name);
        text.Append(']');
    }

    internal static bool IsPlain(string name)
    {
        var rest = name.AsSpan(name.StartsWith('$') ? 1 : 0);
        if (rest.IsEmpty || !(char.IsLetter(rest[0]) || rest[0] == '_'))
            return false;
        foreach (var c in rest)
        {
            if (!char.IsLetterOrDigit(c) && c != '_')
                return false;
        }

        return true;
    }

    private static void Text(StringBuilder text, string content)
    {
        text.Append('"');
        foreach (var c in content)
        {
            _ = c switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append("\\\\"),
                '\n' => text.Append("\\n"),
                '\r' => text.Append("\\r"),
                '\t' => text.Append("\\t"),
                _ when char.IsControl(c) || c is '\u2028' or '\u2029' => text.Append("\\u").Append(((int)c).ToString("x4")),
                _ => text.Append(c),
            };
        }

        text.Append('"');
    }

    private static void Open(StringBuilder text, bool wrap)
    {
        if (wrap)
            text.Append('(');
    }

    private static void Close(StringBuilder text, bool wrap)
    {
        if (wrap)
            text.Append(')');
    }
}
