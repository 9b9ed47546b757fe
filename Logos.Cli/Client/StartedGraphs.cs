using Logos.Cli.Graphs;
using Logos.Cli.Input;
using Logos.Cli.Run;
using Logos.Cli.Terminals;
using Logos.Core.Graphs.NodeTypes;

namespace Logos.Cli.Client;

/// <summary>The files that a graph's nodes start graphs from, as a run in this process finds them. What does not lie beside it is the server's.</summary>
internal static class StartedGraphs
{
    /// <returns>The files, each behind those whose graphs it starts; the last is the one that was asked for.</returns>
    public static IReadOnlyList<string> Of(string file, Terminal terminal)
    {
        // It can be read once, and then it is gone.
        if (file == InputFile.Stdin)
            return [file];
        var (files, seen) = (new List<string>(), new HashSet<string>(StringComparer.Ordinal));
        Add(file, terminal, files, seen);
        return files;
    }

    private static void Add(string file, Terminal terminal, List<string> files, HashSet<string> seen)
    {
        if (!seen.Add(Path.GetFullPath(file, terminal.WorkingDirectory)))
            return;
        // With faults as well: the server may know node types that are not known here, and else tells what is wrong.
        foreach (var graph in Started(GraphFile.Load(file, terminal)))
        {
            if (BesideFile.Find(file, graph, terminal) is { } beside && GraphFile.Load(beside, terminal).Reading.Graph?.Name == graph)
                Add(beside, terminal, files, seen);
        }

        files.Add(file);
    }

    private static IEnumerable<string> Started(GraphFile file) => (file.Reading.Graph?.Nodes ?? [])
        .Where(node => NodeTypeRegistry.BuiltIn.Find(node.Type)?.Pool == Pool.Orchestrator)
        .Select(node => node.With["graph"]?.ToValue().ToText()).OfType<string>().Distinct(StringComparer.Ordinal);
}
