using System.Text;
using Logos.Cli.Graphs;
using Logos.Cli.Input;
using Logos.Cli.Output;
using Logos.Cli.Run;
using Logos.Cli.Terminals;
using Logos.Core.Faults;
using Logos.Core.Graphs.Reading;
using Logos.Rules.Faults;

namespace Logos.Cli.Test;

/// <summary>A test file, and all that is wrong with it.</summary>
internal sealed record TestFile(string File, SourceText? Source, IReadOnlyList<TestCase> Tests, IReadOnlyList<Fault> Faults)
{
    public static TestFile Load(string file, Terminal terminal)
    {
        if (InputFile.Read(file, SizeLimit.Definition, terminal, out var unreadable) is not { } source)
            return new(file, null, [], [unreadable!]);
        return Of(file, source);
    }

    public static TestFile Of(string file, SourceText source)
    {
        var faults = new FaultList();
        var root = SourceReader.Read(Encoding.UTF8.GetBytes(source.Text), GraphFile.FormatOf(file, source.Text), faults);
        var tests = root is null ? [] : new TestReader(faults).Read(root);
        return new(file, source, tests, faults.InOrder());
    }

    /// <summary>It has tests and no nodes, whatever it is called.</summary>
    public static bool IsOne(string file, SourceText source) =>
        SourceReader.Read(Encoding.UTF8.GetBytes(source.Text), GraphFile.FormatOf(file, source.Text), new()) is SourceNode.Map map && map["tests"] is not null && map["nodes"] is null;

    public FileFindings ToFindings() => new(File, Source, Faults, Counted.Of(Tests.Count, "test"));

    /// <summary>Where a test's graph is: beside the file.</summary>
    public string GraphOf(TestCase test) => File == InputFile.Stdin ? test.Graph!.Text : Path.Combine(Path.GetDirectoryName(File)!, test.Graph!.Text);

    /// <returns>What in the tests does not fit the graph.</returns>
    public static IReadOnlyList<Fault> Check(TestCase test, GraphFamily family)
    {
        var faults = new FaultList();
        new TestCheck(test, family, faults).Check();
        return faults.InOrder();
    }
}
