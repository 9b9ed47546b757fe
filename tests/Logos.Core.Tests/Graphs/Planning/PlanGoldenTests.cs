using System.Text.Json;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Graphs.Planning;
using Logos.Core.Graphs.Planning.Rendering;

namespace Logos.Core.Tests.Graphs.Planning;

public sealed class PlanGoldenTests
{
    private const string Folder = "Graphs/Planning/Plans";

    public static TheoryData<string> Names => [.. Directory.GetFiles(Golden.PathTo(Folder), "*.yaml").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_plan_reads_as_text(string name) => Golden.Verify($"{Folder}/{name}.txt", PlanText.Write(Plan(name)));

    [Theory]
    [MemberData(nameof(Names))]
    public void A_plan_reads_as_JSON(string name)
    {
        var json = PlanJson.Write(Plan(name)) + "\n";
        Golden.Verify($"{Folder}/{name}.json", json);
        using var compact = JsonDocument.Parse(PlanJson.Write(Plan(name), indented: false));
        Assert.True(JsonElement.DeepEquals(JsonDocument.Parse(json).RootElement, compact.RootElement));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_plan_reads_as_Mermaid(string name) => Golden.Verify($"{Folder}/{name}.mmd", PlanMermaid.Write(Plan(name)));

    [Fact]
    public void Known_durations_weigh_the_critical_path()
    {
        var graph = Loading.ValidYaml(Golden.Read($"{Folder}/purchasing.yaml"));
        var plan = GraphPlan.Build(graph, NodeTypeRegistry.BuiltIn, new Dictionary<string, TimeSpan>
        {
            ["demand"] = TimeSpan.FromMilliseconds(40),
            ["stock"] = TimeSpan.FromMilliseconds(90),
            ["required"] = TimeSpan.FromMilliseconds(2),
            ["decide"] = TimeSpan.FromMilliseconds(3),
            ["approve"] = TimeSpan.FromHours(2),
        });
        Assert.Equal(["stock", "required", "decide", "approve", "order"], plan.CriticalPath.Nodes.Select(node => plan.Nodes[node].Id));
        // `order` is not known, and counts as the median: 40 ms.
        Assert.Equal(TimeSpan.FromHours(2) + TimeSpan.FromMilliseconds(90 + 2 + 3 + 40), plan.ExpectedDuration);
        Assert.Contains("critical path   stock → required → decide → approve → order (about 2 h)", PlanText.Write(plan));
    }

    private static GraphPlan Plan(string name) => GraphPlan.Build(Loading.ValidYaml(Golden.Read($"{Folder}/{name}.yaml")), NodeTypeRegistry.BuiltIn);
}
