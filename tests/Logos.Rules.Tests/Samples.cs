namespace Logos.Rules.Tests;

/// <summary>Rule files of the repository.</summary>
internal static class Samples
{
    public static string Purchasing { get; } = File.ReadAllText(Repository.PathTo("samples/purchasing/purchasing.grl"));
}
