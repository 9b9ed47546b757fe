using Logos.Core.Executions;
using Logos.ServiceDefaults.Faults;

namespace Logos.Gateway.Executions;

/// <summary>What an owner refuses, as an answer.</summary>
internal static class Verdicts
{
    private static readonly Dictionary<string, string> Advice = ExecutionCodes.All.ToDictionary(code => code.Code, code => code.Advice);

    public static ServiceDefaults.Problems.Problem Problem(Verdict verdict) => new(verdict.Status, verdict.Code ?? ServiceCodes.Unforeseen, verdict.Message ?? "the execution's owner refuses")
    {
        Hint = verdict is { Status: 409, Code: { } code } && Advice.TryGetValue(code, out var advice) ? $"{char.ToLowerInvariant(advice[0])}{advice[1..].TrimEnd('.')}" : null,
    };
}
