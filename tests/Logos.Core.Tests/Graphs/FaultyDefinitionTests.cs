using System.Text;
using Logos.Core.Graphs;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Graphs.Reading;

namespace Logos.Core.Tests.Graphs;

public sealed class FaultyDefinitionTests
{
    private const string Folder = "Faulty";

    public static TheoryData<string> Files =>
        [.. Directory.EnumerateFiles(Golden.PathTo(Folder)).Select(file => System.IO.Path.GetFileName(file)!).Where(file => !file.EndsWith(".golden", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_fault_is_told_at_its_place(string file)
    {
        var bytes = File.ReadAllBytes(Golden.PathTo($"{Folder}/{file}"));
        var format = file.EndsWith(".json", StringComparison.Ordinal) ? GraphFormat.Json : GraphFormat.Yaml;
        var reading = GraphLoader.Load(bytes, format, NodeTypeRegistry.BuiltIn);
        Assert.NotEmpty(reading.Faults);
        Assert.All(reading.Faults, fault => Assert.Contains(Logos.Core.Faults.CoreCodes.All.Concat(Logos.Rules.Faults.RulesCodes.All), code => code.Code == fault.Code));
        Golden.Verify($"{Folder}/{file}.golden", FaultText.Of(reading.Faults, Encoding.UTF8.GetString(bytes)));
    }

    [Fact]
    public void There_are_many_of_them() => Assert.True(Files.Count >= 40);
}
