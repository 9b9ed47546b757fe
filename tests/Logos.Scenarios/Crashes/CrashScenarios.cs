using System.Collections.Concurrent;
using System.Globalization;
using Logos.Scenarios.Deployments;

namespace Logos.Scenarios.Crashes;

/// <summary>
/// Killed under load again and again, and started on what it had kept: every answered request holds, and what was asked
/// again because nobody had answered happened once. Needs a deployment that nobody else uses.
/// </summary>
public abstract class CrashScenarios(Deployment deployment)
{
    private const int Clients = 12;

    [Fact]
    public Task Three_kills_under_load_lose_nothing() => RunAsync(3);

    [Fact]
    [Trait("Category", "Long")]
    public Task Fifty_kills_under_load_lose_nothing() => RunAsync(50);

    private async Task RunAsync(int kills)
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("LOGOS_SEED"), CultureInfo.InvariantCulture, out var given) ? given : (int)(TimeProvider.System.GetTimestamp() & int.MaxValue);
        TestContext.Current.TestOutputHelper?.WriteLine($"LOGOS_SEED={seed}");
        var chance = new Random(seed);
        using var api = deployment.Admin;
        var run = Api.Unique($"run-{seed}");
        var graphs = new Dictionary<Work.Kind, string>
        {
            [Work.Kind.Brief] = await api.GraphAsync("""
                name: brief
                inputs: { n: { type: integer, required: true } }
                nodes:
                  first: { type: rule, with: { output: "${{ inputs.n * 5 }}" } }
                  left: { type: rule, needs: [first], with: { output: "${{ first + 1 }}" } }
                  right: { type: rule, needs: [first], with: { output: "${{ first + 2 }}" } }
                  last: { type: rule, needs: [left, right], with: { output: "${{ left + right }}" } }
                outputs: { value: "${{ last }}" }
                """),
            [Work.Kind.Signalled] = await api.GraphAsync("""
                name: signalled
                inputs: { n: { type: integer, required: true } }
                nodes:
                  before: { type: rule, with: { output: "${{ inputs.n }}" } }
                  go: { type: wait, needs: [before], with: { signal: go } }
                  after: { type: rule, needs: [go], with: { output: "${{ go == before ? go : -1 }}" } }
                outputs: { value: "${{ after }}" }
                """),
        };
        graphs[Work.Kind.Cancelled] = graphs[Work.Kind.Signalled];
        var gate = new Gate();
        var works = new ConcurrentBag<Work>();
        var (number, over) = (0, false);
        var clients = Enumerable.Range(0, Clients).Select(_ => Task.Run(async () =>
        {
            while (!Volatile.Read(ref over))
            {
                var next = Interlocked.Increment(ref number);
                var work = new Work(api, gate, run, next, (Work.Kind)(next % 3));
                works.Add(work);
                await work.DoAsync(graphs);
            }
        }, TestContext.Current.CancellationToken)).ToList();
        var load = Task.WhenAll(clients);
        for (var kill = 0; kill < kills && !load.IsFaulted; kill++)
        {
            await Task.WhenAny(gate.AfterAsync(chance.Next(1, 150)), Task.WhenAny(clients).Unwrap());
            // Not only right behind an answer: the instant is what is tried.
            await Task.Delay(TimeSpan.FromMicroseconds(chance.Next(20_000)), TimeProvider.System, TestContext.Current.CancellationToken);
            gate.Close();
            await deployment.CrashAsync();
            gate.Open();
        }

        await Task.WhenAny(gate.AfterAsync(30), load);
        Volatile.Write(ref over, true);
        await load;
        TestContext.Current.TestOutputHelper?.WriteLine($"{works.Count} executions, {gate.Answers} answers, {kills} kills");
        await Parallel.ForEachAsync(works, new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = TestContext.Current.CancellationToken }, async (work, _) => await work.CheckAsync());
        var kept = await api.AllAsync($"/api/v1/executions?tag=run:{run}&limit=500");
        Assert.Equal(works.Select(work => work.Execution).Order(StringComparer.Ordinal), kept.Select(each => each.GetProperty("id").GetString()!).Order(StringComparer.Ordinal));
    }
}
