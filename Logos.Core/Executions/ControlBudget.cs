using Logos.Core.Work;
using Logos.Rules.Expressions;
using Logos.Rules.Faults;

namespace Logos.Core.Executions;

/// <summary>What a condition may take while the owner of a partition evaluates it, and with it everybody else waits.</summary>
internal static class ControlBudget
{
    /// <summary>About a millisecond, at some 20 ns a step.</summary>
    public const int Steps = 50_000;

    public static EvaluationOptions At(DateTimeOffset at) => new() { Now = at, MaxSteps = Steps };

    public static Failure Failure(EvaluationException e, string what) => new(
        e.Fault.Code,
        FailureKind.Permanent,
        $"{what} could not be evaluated: {e.Fault.Message}{(e.Fault.Code == RulesCodes.StepBudget ? $", {Steps} steps for a condition; compute it in a `rule` node, and let the condition read that" : "")}");
}
