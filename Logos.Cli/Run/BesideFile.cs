using Logos.Cli.Input;
using Logos.Cli.Terminals;

namespace Logos.Cli.Run;

/// <summary>Where the graphs lie that the nodes of a file's graph start: beside it, by their names.</summary>
internal static class BesideFile
{
    private static readonly string[] Endings = [".yaml", ".yml", ".json"];

    /// <returns>Null when there is none.</returns>
    public static string? Find(string file, string graph, Terminal terminal)
    {
        var folder = file == InputFile.Stdin ? "" : Path.GetDirectoryName(file)!;
        return Endings.Select(ending => Path.Combine(folder, graph + ending)).FirstOrDefault(each => File.Exists(Path.Combine(terminal.WorkingDirectory, each)));
    }
}
