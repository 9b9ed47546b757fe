using System.Text.RegularExpressions;

namespace Logos.Scenarios;

/// <summary>A sample of the repository, with the files that it names written into it, as the command line does before it sends a graph.</summary>
internal static partial class Sample
{
    public static string Read(string path)
    {
        var file = Path.Combine(Root(), "samples", path);
        return FileReference().Replace(File.ReadAllText(file), match =>
        {
            var indent = match.Groups["indent"].Value + "  ";
            var lines = File.ReadAllLines(Path.Combine(Path.GetDirectoryName(file)!, match.Groups["file"].Value));
            return $"{match.Groups["indent"].Value}{match.Groups["key"].Value}: |\n{string.Join('\n', lines.Select(line => line.Length == 0 ? "" : indent + line))}";
        });
    }

    public static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Logos.sln")))
            folder = folder.Parent!;
        return folder.FullName;
    }

    [GeneratedRegex("""^(?<indent> *)(?<key>[a-z_]+): file:(?<file>\S+)$""", RegexOptions.Multiline)]
    private static partial Regex FileReference();
}
