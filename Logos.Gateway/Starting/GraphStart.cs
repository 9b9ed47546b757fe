using Logos.Core.Graphs.Validation;
using Logos.Core.Orchestration;
using Logos.Gateway.Faults;
using Logos.Rules.Faults;
using Logos.Rules.Values;

namespace Logos.Gateway.Starting;

/// <summary>An execution as something other than a caller starts it: a schedule, a webhook, a failure.</summary>
/// <param name="Submission">Null when it cannot be started; then <paramref name="Faults"/> say why.</param>
internal readonly record struct GraphStart(Submission? Submission, IReadOnlyList<Fault> Faults)
{
    /// <summary>Of the graph's current version; nothing of it is durable yet but what is too large for a row.</summary>
    /// <param name="by">Such as <c>schedule:NAME</c>.</param>
    public static async ValueTask<GraphStart> PrepareAsync(EngineAccess engine, string workspace, string graph, Value inputs, IReadOnlyDictionary<string, string> tags, string by, CancellationToken cancellationToken)
    {
        if (await engine.Plans.FindAsync(workspace, graph, 0, cancellationToken) is not var (version, plan))
            return Refused(new(GatewayCodes.NoSuchGraph, $"there is no graph `{graph}`, or it cannot be run here"));
        if (!inputs.IsMap)
            return Refused(new(ScheduleCodes.CannotStart, $"`{graph}` cannot be started: its inputs are no object"));
        if (InputBinding.Bind(plan.Definition, inputs.AsMap(), out var faults) is not { } bound)
            return new(null, faults);
        return StartInputs.Write(bound) is { } payload
            ? new(await engine.Client.PrepareAsync(workspace, plan.Definition.Name, version, payload, null, tags, by, cancellationToken), [])
            : Refused(StartInputs.NotKept);
    }

    private static GraphStart Refused(Fault fault) => new(null, [fault]);
}
