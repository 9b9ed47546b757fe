using Logos.Core.Graphs.Planning;
using Logos.Simulation.Graphs;
using Logos.Simulation.Schedules;

namespace Logos.Simulation.Tests;

/// <summary>Whatever it was that led to a dispatch: its owner dies around the commit, and the dispatch is neither lost nor recorded twice.</summary>
public sealed class OriginTests
{
    private const int Seeds = 12;
    private const string Http = "type: http, with: { url: \"https://example.org\" }";

    public static TheoryData<string, string, CrashMoment, bool> Cases
    {
        get
        {
            var cases = new TheoryData<string, string, CrashMoment, bool>();
            foreach (var (origin, graph) in Graphs)
            {
                foreach (var moment in Enum.GetValues<CrashMoment>())
                {
                    cases.Add(origin, graph, moment, true);
                    cases.Add(origin, graph, moment, false);
                }
            }

            return cases;
        }
    }

    public static TheoryData<CrashMoment, bool> Moments => [.. Enum.GetValues<CrashMoment>().SelectMany(m => new[] { (m, true), (m, false) })];

    private static (string Origin, string Graph)[] Graphs =>
    [
        ("submission", $"target: {{ {Http} }}"),
        ("result", $"a: {{ {Http}, on_error: continue }}\n  target: {{ {Http}, needs: [a] }}"),
        ("timer", $"a: {{ type: wait, with: {{ for: 5s }} }}\n  target: {{ {Http}, needs: [a] }}"),
        ("command", $"a: {{ type: wait, with: {{ signal: go }} }}\n  target: {{ {Http}, needs: [a] }}"),
        ("approval", $"a: {{ type: approval, with: {{ message: Well }} }}\n  target: {{ {Http}, needs: [a] }}"),
        ("end of a child", $"a: {{ type: subgraph, with: {{ graph: other }}, on_error: continue }}\n  target: {{ {Http}, needs: [a] }}"),
    ];

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_crash_around_the_commit_of_a_dispatch_loses_nothing(string origin, string graph, CrashMoment moment, bool embedded)
    {
        Struck(origin, RandomGraph.Parse($"name: {origin.Replace(' ', '-')}\nnodes:\n  {graph}\n"), new("target", moment), embedded);
    }

    [Theory]
    [MemberData(nameof(Moments))]
    public void A_crash_around_the_commit_that_begins_a_child_loses_nothing(CrashMoment moment, bool embedded)
    {
        // The first node of the child.
        Struck("child", RandomGraph.Parse("name: child\nnodes:\n  start: { type: subgraph, with: { graph: other } }\n"), new("a", moment), embedded);
    }

    private static void Struck(string origin, GraphPlan plan, CrashPoint point, bool embedded)
    {
        var struck = 0;
        for (var seed = 1; seed <= Seeds; seed++)
        {
            var result = Schedule.Run(new(seed) { Graph = plan, Crash = point, Embedded = embedded, WithFaults = false, Traced = true });
            Assert.True(result.IsGood, $"{origin}, {point.Moment}, seed {seed}: {result.Broken}\n{string.Join('\n', result.Trace)}");
            struck += result.Faults > 0 ? 1 : 0;
        }

        // A caller may cancel before it comes to that.
        Assert.True(struck > Seeds / 2, $"{origin}: the owner died in {struck} of {Seeds} schedules only.");
    }
}
