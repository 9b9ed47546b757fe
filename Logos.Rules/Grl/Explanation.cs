using Logos.Rules.Expressions;
using Logos.Rules.Syntax;
using Logos.Rules.Values;

namespace Logos.Rules.Grl;

/// <summary>Finds the first term of a condition that is false, and tells it with its values.</summary>
internal sealed class Explanation(Frame frame)
{
    /// <returns>Null when the condition holds.</returns>
    public string? WhyFalse(Expr condition)
    {
        try
        {
            var interpreter = new FactsInterpreter(frame);
            return interpreter.Holds(condition) ? null : Describe(interpreter, FirstFalse(interpreter, condition));
        }
        catch (EvaluationException e)
        {
            return e.Fault.Message;
        }
    }

    private static Expr FirstFalse(FactsInterpreter interpreter, Expr condition)
    {
        while (condition is Expr.Binary { Operator: BinaryOperator.And } both)
            condition = interpreter.Holds(both.Left) ? both.Right : both.Left;
        return condition;
    }

    private static string Describe(FactsInterpreter interpreter, Expr term)
    {
        var values = ReadSet.Of(term).Select(path => $"{Printer.Print(path)} = {Show(interpreter.Evaluate(path))}");
        var known = string.Join(", ", values);
        var text = $"`{Failure.Short(Printer.Print(term))}` is false";
        return known.Length > 0 ? $"{text}: {known}" : text;
    }

    private static string Show(in Value value) => value.IsNull ? "missing or null" : Failure.Short(Abbreviation.Of(value).ToJson());
}
