using Logos.Core.Executions;
using Logos.Simulation.Graphs;

namespace Logos.Core.Tests.Executions;

public sealed class ExecutionPropertyTests(ITestOutputHelper output)
{
    private const int Interleavings = 12_000;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Every_execution_ends_by_the_laws(bool faults)
    {
        var seed = Seeds.Next(output);
        for (var i = 0; i < Interleavings / 2; i++)
        {
            var random = new Random(seed + i);
            var world = new World(RandomGraph.Make(random), random, faults);
            try
            {
                world.Run();
                Assert.All(world.State.Nodes, n => Assert.True(n.Status.IsEnd()));
                Assert.All(world.State.Nodes, n => Assert.NotEqual(CompensationStatus.Running, n.Compensation));
                if (!faults)
                    Assert.All(world.Runs, r => Assert.True(r.Value == 1, $"{r.Key} ran {r.Value} times"));
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                throw new InvalidOperationException($"LOGOS_SEED={seed + i}: {e.Message}\n{string.Join('\n', world.History)}", e);
            }
        }
    }
}
