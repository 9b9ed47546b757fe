using Logos.Core.Executions;
using Logos.ServiceDefaults.Faults;

namespace Logos.Gateway.Executions;

/// <summary>What an owner refuses, as an answer.</summary>
internal static class Verdicts
{
    public static ServiceDefaults.Problems.Problem Problem(Verdict verdict) => new(verdict.Status, verdict.Code ?? ServiceCodes.Unforeseen, verdict.Message ?? "the execution's owner refuses");
}
