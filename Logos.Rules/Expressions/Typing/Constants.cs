using Logos.Rules.Faults;
using Logos.Rules.Functions;
using Logos.Rules.Syntax;
using Logos.Rules.Values;

namespace Logos.Rules.Expressions.Typing;

/// <summary>Works out what has the same value over every scope, as evaluating would.</summary>
internal sealed class Constants
{
    private static readonly EvaluationOptions Small = new() { MaxSteps = 10_000, MaxOutput = 64 * 1024 };

    private readonly Frame _frame = new();

    /// <summary>Why the last one has no value; null when it has one, or is too much work to be done here.</summary>
    public Fault? Failed { get; private set; }

    public Value? Negate(Expr.Unary at, ExpressionMode mode, Value operand) => Try(frame => Operations.Negate(frame, at, mode, operand));

    public Value? Calculate(Expr.Binary at, ExpressionMode mode, Value left, Value right) => Try(frame => Operations.Calculate(frame, at, mode, left, right));

    public Value? Call(Expr.Call at, Value[] arguments) => Try(frame => FunctionTable.Find(at.Name)!.Body(frame, at, [.. arguments.Select(a => a.IsVoid ? Value.Null : a)], null));

    private Value? Try(Func<Frame, Value> calculate)
    {
        Failed = null;
        _frame.Begin(Small);
        try
        {
            return calculate(_frame);
        }
        catch (EvaluationException e)
        {
            Failed = e.Fault.Code is RulesCodes.StepBudget or RulesCodes.OutputBudget ? null : e.Fault;
            return null;
        }
    }
}
