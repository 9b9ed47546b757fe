using System.Text;
using Logos.Cli.Input;
using Logos.Cli.Output;
using Logos.Cli.Terminals;
using Logos.Cli.Test;
using Logos.Core.Graphs;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Graphs.Reading;
using Logos.Rules.Faults;

namespace Logos.Cli.Graphs;

/// <summary>A graph's file: its text, and what came of reading it.</summary>
internal sealed record GraphFile(string File, SourceText? Source, GraphReading Reading)
{
    /// <summary>It holds tests of graphs, and no graph.</summary>
    public bool IsTest { get; private init; }

    public string Name => InputFile.NameOf(File);

    /// <summary><c>file:</c> in the definition is taken in from beside it; beside standard input is the working folder.</summary>
    public static GraphFile Load(string file, Terminal terminal)
    {
        if (Path.GetExtension(file).Equals(".grl", StringComparison.OrdinalIgnoreCase))
            return new GraphFile(file, null, new GraphReading(null, [NotAGraph(file)]));
        if (InputFile.Read(file, SizeLimit.Definition, terminal, out var unreadable) is not { } source)
            return new GraphFile(file, null, new GraphReading(null, [unreadable!]));
        var folder = file == InputFile.Stdin ? terminal.WorkingDirectory : Path.GetDirectoryName(Path.Combine(terminal.WorkingDirectory, file))!;
        var reading = GraphLoader.Load(Encoding.UTF8.GetBytes(source.Text), FormatOf(file, source.Text), NodeTypeRegistry.BuiltIn, FileInliner.Below(folder));
        if (!reading.IsValid && TestFile.IsOne(file, source))
            return new GraphFile(file, source, new GraphReading(null, [IsATest(InputFile.NameOf(file))])) { IsTest = true };
        return new GraphFile(file, source, reading);
    }

    /// <summary>By its name where that tells, else by its first character.</summary>
    public static GraphFormat FormatOf(string file, string text) => Path.GetExtension(file).ToUpperInvariant() switch
    {
        ".JSON" => GraphFormat.Json,
        ".YAML" or ".YML" => GraphFormat.Yaml,
        _ => text.AsSpan().TrimStart().StartsWith('{') ? GraphFormat.Json : GraphFormat.Yaml,
    };

    private static Fault NotAGraph(string file) => new(CliCodes.UnknownKind.Code, $"{file} holds rules by its name, and a graph is wanted")
    {
        Hint = "`logos grl check` and `logos grl eval` take rules",
    };

    private static Fault IsATest(string name) => new(CliCodes.UnknownKind.Code, $"{name} is a test file, and a graph is wanted") { Hint = $"run it with `logos test {name}`" };

    public FileFindings ToFindings() =>
        new(File, Source, Reading.Faults, Reading is { IsValid: true, Graph: { } graph } ? $"{graph.Name}, {Counted.Of(graph.Nodes.Count, "node")}" : null);

    /// <summary>For a command that needs a sound graph: tells the faults where there are any, else the warnings.</summary>
    /// <returns>Null when the graph can be used, else the exit code.</returns>
    public int? RefuseUnlessValid(bool strict, bool json, Terminal terminal)
    {
        var stops = Reading.Faults.Where(fault => strict || fault.Severity == Severity.Error).ToList();
        if (!Reading.IsValid || stops.Count > 0)
            return Failure.Tell(json ? stops : Reading.Faults, Name, Source, json, terminal);
        if (!json)
            Failure.Show(Reading.Faults, Name, Source, terminal);
        return null;
    }
}
