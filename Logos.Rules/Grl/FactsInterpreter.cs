using Logos.Rules.Expressions;
using Logos.Rules.Syntax;
using Logos.Rules.Values;

namespace Logos.Rules.Grl;

/// <summary>Evaluates a condition, or a term of it, over the facts as they are now.</summary>
internal class FactsInterpreter(Frame frame) : Interpreter(frame, ExpressionMode.Condition)
{
    private readonly Stack<(Subject Subject, Frame.Element Element)> _elements = new();

    protected override Value Read(Expr.Path path)
    {
        foreach (var (subject, element) in _elements)
        {
            if (subject.Covers(path))
                return subject.Read(element, path);
        }

        return Walk(Frame.Memory!.Fact(path.Root), path, 1);
    }

    protected override bool Quantify(Expr.Quantifier quantifier)
    {
        var pattern = Pattern.Of(quantifier.Condition);
        var elements = pattern.Elements(Frame.Memory!);
        var subject = new Subject(0, pattern.Root, null);
        for (var i = 0; i < elements.Count; i++)
        {
            Frame.Step(1, quantifier);
            var holds = Inside(subject, elements[i], () => quantifier.Condition is Expr.Path { Segments.Count: 1 } path
                ? Evaluate(path) is { IsNull: false } present && present != false
                : Holds(quantifier.Condition));
            if (holds != quantifier.All)
                return !quantifier.All;
        }

        return quantifier.All;
    }

    protected override Value Fold(Expr.Accumulate accumulate)
    {
        var elements = ElementSet.Of(Frame.Memory!, accumulate.Source, Evaluate(accumulate.Source));
        var subject = new Subject(0, null, accumulate);
        var folding = new Folding(accumulate.Fold);
        for (var i = 0; i < elements.Count; i++)
        {
            Frame.Step(1, accumulate);
            if (Inside(subject, elements[i], () => accumulate.Conditions.All(Holds)))
                folding.Add(Frame, accumulate, Inside(subject, elements[i], () => Evaluate(accumulate.Field)));
        }

        return folding.Result;
    }

    protected T Inside<T>(Subject subject, Frame.Element element, Func<T> evaluate)
    {
        _elements.Push((subject, element));
        try
        {
            return evaluate();
        }
        finally
        {
            _elements.Pop();
        }
    }
}
