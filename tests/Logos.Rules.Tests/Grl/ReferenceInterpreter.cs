using Logos.Rules.Expressions;
using Logos.Rules.Faults;
using Logos.Rules.Syntax;
using Logos.Rules.Values;

namespace Logos.Rules.Tests.Grl;

/// <summary>What GRL adds to expressions, read straight from a JSON document, with nothing remembered.</summary>
internal sealed class ReferenceInterpreter(Value facts, ExpressionMode mode, DateTimeOffset now) : Interpreter(NewFrame(now), mode)
{
    private readonly Stack<Inside> _inside = new();

    /// <summary>Every value that a condition reads, in a fixed order: what refraction looks at.</summary>
    public List<Value> ValuesRead(Expr condition)
    {
        var values = new List<Value>();
        Collect(condition, [], values);
        return values;
    }

    protected override Value Read(Expr.Path path)
    {
        foreach (var inside in _inside)
        {
            if (inside.Covers(path))
                return inside.Read(path);
        }

        return ReferenceFacts.Get(facts, path.Segments);
    }

    protected override bool Quantify(Expr.Quantifier quantifier)
    {
        foreach (var element in Elements(quantifier))
        {
            if (In(element, () => HoldsOrIsThere(quantifier.Condition)) != quantifier.All)
                return !quantifier.All;
        }

        return quantifier.All;
    }

    protected override Value Fold(Expr.Accumulate accumulate)
    {
        var values = new List<Value>();
        foreach (var element in Elements(accumulate))
        {
            if (In(element, () => accumulate.Conditions.All(Holds)) && In(element, () => Evaluate(accumulate.Field)) is { IsNull: false } value)
                values.Add(value);
        }

        return accumulate.Fold switch
        {
            Rules.Syntax.Fold.Count => values.Count,
            Rules.Syntax.Fold.Sum => Sum(values),
            Rules.Syntax.Fold.Avg => values.Count == 0 ? Value.Null : Numbers.Divide(Sum(values), values.Count),
            Rules.Syntax.Fold.Min => Extreme(values, -1),
            Rules.Syntax.Fold.Max => Extreme(values, 1),
            _ => ValueList.From(values),
        };
    }

    private static Frame NewFrame(DateTimeOffset now)
    {
        var frame = new Frame();
        frame.Begin(new() { Now = now });
        return frame;
    }

    // `exists(Order)` asks for the fact itself.
    private bool HoldsOrIsThere(Expr condition) => condition is Expr.Path { Segments.Count: 1 } path
        ? Evaluate(path) is { IsNull: false } there && there != false
        : Holds(condition);

    private IEnumerable<Inside> Elements(Expr.Quantifier quantifier)
    {
        var paths = Reads.Of(quantifier.Condition);
        var name = paths[0].Root;
        var root = ReferenceFacts.Get(facts, [Segment.Member(name)]);
        if (root.IsNull)
            return Numbered(name).Select(fact => new Inside(name, null, fact, 1));
        var value = root;
        for (var depth = 1; ; depth++)
        {
            if (value.IsList)
                return value.AsList().Select(element => new Inside(name, null, element, depth));
            if (depth >= paths[0].Segments.Count - 1)
                return [new Inside(name, null, root, 1)];
            value = ReferenceFacts.Get(value, [paths[0].Segments[depth]]);
        }
    }

    private IEnumerable<Inside> Elements(Expr.Accumulate accumulate)
    {
        var source = Evaluate(accumulate.Source);
        if (source.IsList)
            return source.AsList().Select(element => new Inside("", accumulate, element, 0));
        if (!source.IsNull)
            return [new Inside("", accumulate, source, 0)];
        return accumulate.Source.Segments.Count == 1 ? Numbered(accumulate.Source.Root).Select(fact => new Inside("", accumulate, fact, 0)) : [];
    }

    private IEnumerable<Value> Numbered(string name) => facts.AsMap()
        .Where(fact => fact.Key.Length > name.Length && fact.Key.StartsWith(name, StringComparison.Ordinal) && fact.Key[name.Length..].All(char.IsAsciiDigit) && !fact.Value.IsNull)
        .OrderBy(fact => int.Parse(fact.Key[name.Length..], System.Globalization.CultureInfo.InvariantCulture))
        .Select(fact => fact.Value);

    private T In<T>(Inside element, Func<T> evaluate)
    {
        _inside.Push(element);
        try
        {
            return evaluate();
        }
        finally
        {
            _inside.Pop();
        }
    }

    private void Collect(Expr expression, List<string> locals, List<Value> values)
    {
        switch (expression)
        {
            case Expr.Path path:
                if (!locals.Contains(path.Root))
                    values.Add(Read(path));
                break;
            case Expr.Lambda lambda:
                Collect(lambda.Body, [.. locals, .. lambda.Parameters], values);
                break;
            case Expr.Quantifier quantifier:
                foreach (var element in Elements(quantifier))
                {
                    values.Add("element");
                    In<object?>(element, () => { Collect(quantifier.Condition, locals, values); return null; });
                }

                break;
            case Expr.Accumulate accumulate:
                foreach (var element in Elements(accumulate))
                {
                    values.Add("element");
                    In<object?>(element, () => { Collect(accumulate.Field, locals, values); accumulate.Conditions.ToList().ForEach(c => Collect(c, locals, values)); return null; });
                }

                break;
            default:
                foreach (var child in Reads.Children(expression))
                    Collect(child, locals, values);
                break;
        }
    }

    private static Value Sum(List<Value> values)
    {
        Value sum = 0;
        foreach (var value in values)
        {
            sum = value.IsNumber ? Numbers.Add(sum, value) : throw new EvaluationException(new(RulesCodes.NotANumber, "not a number"));
            if (sum.IsNull)
                throw new EvaluationException(new(RulesCodes.NumberTooLarge, "too large"));
        }

        return sum;
    }

    private static Value Extreme(List<Value> values, int sign)
    {
        var best = values.FirstOrDefault();
        foreach (var value in values.Skip(1))
        {
            if (!Comparison.TryCompare(value, best, out var order))
                throw new EvaluationException(new(RulesCodes.NotANumber, "no order"));
            best = order * sign > 0 ? value : best;
        }

        return best;
    }

    /// <summary>The element that exists, forall or accumulate looks at.</summary>
    private sealed record Inside(string Root, Expr.Accumulate? Accumulate, Value Element, int Depth)
    {
        public bool Covers(Expr.Path path) => Accumulate is not null || path.Root == Root;

        public Value Read(Expr.Path path)
        {
            if (Accumulate is null)
                return ReferenceFacts.Get(Element, [.. path.Segments.Skip(Depth)]);
            if (path.Root == Accumulate.Variable)
                return ReferenceFacts.Get(ReferenceFacts.Get(Element, Accumulate.Field.Segments), [.. path.Segments.Skip(1)]);
            return ReferenceFacts.Get(Element, path.Segments);
        }
    }
}
