namespace Logos.Cli.Input;

/// <summary>How much is read before a file is refused.</summary>
internal sealed record SizeLimit(long Bytes)
{
    public static readonly SizeLimit Definition = new(16L << 20);

    public static readonly SizeLimit Facts = new(64L << 20);

    public string InWords => $"{Bytes >> 20} MiB";
}
