using Logos.Orchestrator.Faults;
using Logos.Rules.Faults;

namespace Logos.Orchestrator.Hosting;

/// <summary>The host does not start: its graphs have faults, a line of the message for each.</summary>
public sealed class GraphsRefusedException : Exception
{
    internal GraphsRefusedException(IReadOnlyList<(string Source, Fault Fault)> faults)
        : base($"{HostCodes.BadGraph}: the graphs of the host have faults{string.Concat(faults.Select(each => Environment.NewLine + Line(each.Source, each.Fault)))}") =>
        Faults = [.. faults.Select(each => each.Fault)];

    public IReadOnlyList<Fault> Faults { get; }

    private static string Line(string source, Fault fault)
    {
        var place = (fault.Line, fault.Column) switch
        {
            ({ } line, { } column) => $"{source}:{line}:{column}",
            ({ } line, null) => $"{source}:{line}",
            _ => source,
        };
        return $"{place}: {fault.Code}: {fault.Message}{(fault.Hint is { } hint ? $" ({hint})" : "")}";
    }
}
