using Logos.Cli.Run;
using Logos.Orchestrator.Testing;

namespace Logos.Cli.Test;

/// <summary>How a test came out.</summary>
internal sealed record TestResult(TestFile File, TestCase Test, IReadOnlyList<Difference> Differences, TestRun Run, TimeSpan Took)
{
    public bool IsGood => Differences.Count == 0;

    public static async Task<TestResult> OfAsync(TestFile file, TestCase test, GraphFamily family, TimeProvider clock)
    {
        var began = clock.GetTimestamp();
        await using var host = LogosTestHost.Create(builder => Build(builder, test, family));
        var run = await host.RunAsync(family.Root.Definition.Name, test.Inputs, test.Within);
        return new(file, test, Difference.Of(test.Expected, run), run, clock.GetElapsedTime(began));
    }

    private static void Build(LogosTestBuilder builder, TestCase test, GraphFamily family)
    {
        foreach (var plan in family.Plans.Values)
            builder.AddPlan(plan);
        foreach (var (node, stub) in test.Stubs)
            builder.Stub(node.Text, stub);
        foreach (var (name, payload, after) in test.Signals)
            builder.Signal(name.Text, payload, after);
        foreach (var (name, value) in test.Secrets)
            builder.Secret(name, value);
        builder.StartAt = test.Now ?? builder.StartAt;
    }
}
