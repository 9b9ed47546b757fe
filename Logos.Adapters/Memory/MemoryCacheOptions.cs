namespace Logos.Adapters.Memory;

/// <summary>What bounds a cache in memory.</summary>
public sealed record MemoryCacheOptions
{
    public static readonly MemoryCacheOptions Standard = new();

    public int MaxEntries { get; init; } = 10_000;

    public long MaxBytes { get; init; } = 64 * 1024 * 1024;
}
