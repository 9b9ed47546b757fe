using Logos.Cli.Cluster.Logs;
using Logos.Rules.Faults;

namespace Logos.Cli.Cluster.Parts;

/// <summary>A part that cannot be kept running.</summary>
internal sealed class PartFailedException(Part part, string what, IReadOnlyList<PartLine> lastLines) : Exception($"`{part.Name}` cannot start: {what}")
{
    public Part Part { get; } = part;

    public IReadOnlyList<PartLine> LastLines { get; } = lastLines;

    public Fault Fault => new(CliCodes.PartNotStarted.Code, Message)
    {
        Hint = LastLines.Count > 0 ? "its last lines, above, say why" : null,
    };
}
