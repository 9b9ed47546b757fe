using Logos.Rules.Expressions;
using Logos.Rules.Syntax;
using Logos.Rules.Values;

namespace Logos.Rules.Grl;

/// <summary>
/// Every value that a condition reads, in a fixed order, whether its outcome hangs on it or not. It is how a rule
/// with a quantifier or an accumulate tells a change that it reads from one beside it.
/// </summary>
internal sealed class ReadValues : FactsInterpreter
{
    private readonly List<Value> _values = [];
    private readonly List<string> _locals = [];

    private ReadValues(Frame frame)
        : base(frame)
    {
    }

    public static List<Value> Of(Frame frame, Expr condition)
    {
        var reader = new ReadValues(frame);
        reader.Collect(condition);
        return reader._values;
    }

    private void Collect(Expr expression)
    {
        switch (expression)
        {
            case Expr.Path path:
                if (!_locals.Contains(path.Root))
                    _values.Add(Read(path));
                break;
            case Expr.Lambda lambda:
                _locals.AddRange(lambda.Parameters);
                Collect(lambda.Body);
                _locals.RemoveRange(_locals.Count - lambda.Parameters.Count, lambda.Parameters.Count);
                break;
            case Expr.Quantifier quantifier:
                var pattern = Pattern.Of(quantifier.Condition);
                Collect(quantifier, pattern.Elements(Frame.Memory!), new(0, pattern.Root, null), [quantifier.Condition]);
                break;
            case Expr.Accumulate accumulate:
                var elements = ElementSet.Of(Frame.Memory!, accumulate.Source, Evaluate(accumulate.Source));
                Collect(accumulate, elements, new(0, null, accumulate), [accumulate.Field, .. accumulate.Conditions]);
                break;
            default:
                foreach (var child in Reads.Children(expression))
                    Collect(child);
                break;
        }
    }

    private void Collect(Expr at, ElementSet elements, Subject subject, IReadOnlyList<Expr> parts)
    {
        _values.Add(elements.Count);
        for (var i = 0; i < elements.Count; i++)
        {
            Frame.Step(1, at);
            Inside(subject, elements[i], () =>
            {
                foreach (var part in parts)
                    Collect(part);
                return true;
            });
        }
    }
}
