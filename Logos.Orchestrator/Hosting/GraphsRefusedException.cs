using Logos.Orchestrator.Faults;
using Logos.Rules.Faults;

namespace Logos.Orchestrator.Hosting;

/// <summary>The host does not start: its graphs have faults, a line of the message for each.</summary>
public sealed class GraphsRefusedException : Exception
{
    internal GraphsRefusedException(IReadOnlyList<(string Source, Fault Fault)> faults)
        : base($"{HostCodes.BadGraph}: the graphs of the host have faults{string.Concat(faults.Select(each => Environment.NewLine + Line(each.Source, each.Fault)))}")
    {
        Faults = [.. faults.Select(each => each.Fault)];
        Told = [.. faults.Select(each => each.Fault with { Message = $"{Place(each.Source, each.Fault)}: {each.Fault.Message}", Line = null, Column = null })];
    }

    public IReadOnlyList<Fault> Faults { get; }

    /// <summary>Each with the file and the place in its message.</summary>
    public IReadOnlyList<Fault> Told { get; }

    private static string Place(string source, Fault fault) => (fault.Line, fault.Column) switch
    {
        ({ } line, { } column) => $"{source}:{line}:{column}",
        ({ } line, null) => $"{source}:{line}",
        _ => source,
    };

    private static string Line(string source, Fault fault)
    {
        return $"{Place(source, fault)}: {fault.Code}: {fault.Message}{(fault.Hint is { } hint ? $" ({hint})" : "")}";
    }
}
