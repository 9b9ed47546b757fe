using Logos.Core.Graphs.Reading;

namespace Logos.Cli.Input;

/// <summary>How much is read before a file is refused, and what to do then.</summary>
internal sealed record SizeLimit(long Bytes, string Hint)
{
    public static readonly SizeLimit Definition = new(SourceLimits.MaxBytes, "move data out of the definition, into a database or the inputs");

    public static readonly SizeLimit Facts = new(SourceLimits.MaxBytes, "split the facts");

    public string InWords => $"{Bytes >> 20} MiB";
}
