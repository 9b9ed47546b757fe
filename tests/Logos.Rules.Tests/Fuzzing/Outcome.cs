using Logos.Rules.Expressions;
using Logos.Rules.Faults;
using Logos.Rules.Values;

namespace Logos.Rules.Tests.Fuzzing;

/// <summary>What an evaluation came to: a value or a fault. Any other exception goes through and fails the test.</summary>
internal readonly record struct Outcome(Value Value, Fault? Fault)
{
    public static Outcome Of(Func<Value> evaluate)
    {
        try
        {
            return new(evaluate(), null);
        }
        catch (EvaluationException e)
        {
            return new(default, e.Fault);
        }
    }

    public override string ToString() => Fault is { } fault ? $"{fault.Code} {fault.Message}" : Value.ToJson();
}
