namespace Logos.LoadTest;

/// <summary>What a run of the load test is to do.</summary>
internal sealed record Plan(int Rounds, TimeSpan Part, string[] Only, string? Folder, bool Smoke, string[] Filter)
{
    public bool Wants(string name) =>
        (Only.Length == 0 || Only.Contains(name[..2], StringComparer.OrdinalIgnoreCase) || Only.Contains(name, StringComparer.OrdinalIgnoreCase))
        && Filter.All(word => $"Logos.LoadTest.{name}".Contains(word, StringComparison.OrdinalIgnoreCase));
}
