namespace Logos.Core.Tests;

/// <summary>The seed of a random test: printed, and taken from LOGOS_SEED to run one again.</summary>
internal static class Seeds
{
    public static int Next(ITestOutputHelper output)
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("LOGOS_SEED"), out var given) ? given : 20260301;
        output.WriteLine($"LOGOS_SEED={seed}");
        return seed;
    }
}
