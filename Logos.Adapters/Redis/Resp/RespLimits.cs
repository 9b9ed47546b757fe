namespace Logos.Adapters.Redis.Resp;

/// <summary>What one reply may come to. What is more is no reply of a server that means well, and the connection ends.</summary>
public sealed record RespLimits
{
    public static readonly RespLimits Standard = new();

    public int MaxDepth { get; init; } = 16;

    /// <summary>Of all lists of a reply together.</summary>
    public int MaxItems { get; init; } = 1_000_000;

    public int MaxLine { get; init; } = 64 * 1024;

    /// <summary>Of all texts of a reply together.</summary>
    public long MaxBytes { get; init; } = 128 * 1024 * 1024;
}
