using Logos.Core.Graphs.Reading;

namespace Logos.Orchestrator.Hosting;

/// <summary>A definition that the host's code brings, instead of a file in its folder of graphs.</summary>
/// <param name="Name">What faults call it.</param>
/// <param name="Folder">Where <c>file:</c> in it is read from; null where it names no files.</param>
internal sealed record GraphSource(string Name, byte[] Content, GraphFormat Format, string? Folder)
{
    private static readonly string[] Endings = [".yaml", ".yml", ".json"];

    public static IEnumerable<GraphSource> In(string folder) =>
        Directory.EnumerateFiles(folder).Where(IsGraph).Order(StringComparer.Ordinal).Select(Read);

    public static GraphSource Read(string path) => new(
        path,
        File.ReadAllBytes(path),
        Path.GetExtension(path).Equals(".json", StringComparison.OrdinalIgnoreCase) ? GraphFormat.Json : GraphFormat.Yaml,
        Path.GetDirectoryName(Path.GetFullPath(path)));

    // Beside a graph stand its tests, which are no graphs.
    private static bool IsGraph(string path) =>
        Endings.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase) && !Path.GetFileNameWithoutExtension(path).EndsWith(".test", StringComparison.OrdinalIgnoreCase);
}
