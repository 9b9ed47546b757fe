using System.Diagnostics;
using System.Globalization;
using Logos.Adapters.RabbitMq;
using Logos.Core.Executions;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Graphs.Templates;
using Logos.Core.Messages;
using Logos.Core.Work;

namespace Logos.LoadTest;

/// <summary>RabbitMQ and nothing else: confirmed messages a second, and how long one takes to a worker and its report back.</summary>
internal static class BrokerSpeed
{
    private static readonly int[] Windows = [1, 16, 128, 1_000];

    private static readonly NodeTask Task = new()
    {
        Execution = Guid.Parse("01930d5e-7b00-7000-8000-000000000001"),
        Partition = 0,
        Workspace = "bench",
        Graph = "bench",
        Key = new(0, TaskKey.NoItem, 1),
        Steps = [new(0, "call", "http", Template.Map.Empty, TimeSpan.FromSeconds(30))],
        Context = new Dictionary<string, Payload>(),
        DispatchedAt = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero),
    };

    public static async Task<int> RunAsync(string connection, TimeSpan part, int rounds, CancellationToken stop)
    {
        Console.WriteLine($"publish and confirm, tasks of one step, quorum queues, {rounds} rounds of {part.TotalSeconds:0.#} s, median");
        foreach (var window in Windows)
        {
            var rates = new List<double>();
            for (var round = 0; round < rounds; round++)
                rates.Add(await PublishAsync(connection, window, part, stop));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  window {window,5}: {Median(rates),8:0} messages/s"));
        }

        var trips = await TripsAsync(connection, part * rounds, stop);
        trips.Sort();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"task there, report back, both confirmed, one at a time: p50 {trips[trips.Count / 2]:0.00} ms, p99 {trips[trips.Count * 99 / 100]:0.00} ms, {trips.Count} trips"));
        return 0;
    }

    private static async Task<double> PublishAsync(string connection, int window, TimeSpan part, CancellationToken stop)
    {
        await using var broker = await ConnectAsync(connection, window, stop);
        await using var queue = broker.OpenQueue(Pool.Io, quarantine: false, prefetch: 1_000);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var draining = DrainAsync(queue, over.Token);
        var (count, began) = (0, Stopwatch.GetTimestamp());
        await System.Threading.Tasks.Task.WhenAll(Enumerable.Range(0, window).Select(async _ =>
        {
            while (Stopwatch.GetElapsedTime(began) < part)
            {
                await broker.PublishAsync([Task], stop);
                Interlocked.Increment(ref count);
            }
        }));
        var rate = count / Stopwatch.GetElapsedTime(began).TotalSeconds;
        await over.CancelAsync();
        await draining;
        return rate;
    }

    private static async Task DrainAsync(ITaskQueue queue, CancellationToken over)
    {
        try
        {
            while (true)
                await queue.AckAsync(await queue.ReadAsync(over), CancellationToken.None);
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            // What is left in the queue goes with the next round.
        }
    }

    private static async Task<List<double>> TripsAsync(string connection, TimeSpan part, CancellationToken stop)
    {
        await using var owner = await ConnectAsync(connection, 1_000, stop);
        await using var worker = await ConnectAsync(connection, 1_000, stop);
        await using var inbox = owner.OpenInbox(0);
        await using var queue = worker.OpenQueue(Pool.Rule, quarantine: false, prefetch: 1);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var working = WorkAsync(worker, queue, over.Token);
        var trips = new List<double>();
        for (var began = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(began) < part;)
        {
            var sent = Stopwatch.GetTimestamp();
            await owner.PublishAsync([Task with { Steps = [Task.Steps[0] with { Type = "rule" }] }], stop);
            var reports = await inbox.ReadAsync(512, stop);
            trips.Add(Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
            await inbox.AckAsync(reports, stop);
        }

        await over.CancelAsync();
        await working;
        return trips;
    }

    private static async Task WorkAsync(RabbitMqBroker worker, ITaskQueue queue, CancellationToken over)
    {
        try
        {
            while (true)
            {
                var delivery = await queue.ReadAsync(over);
                await worker.ReportAsync(0, [new Report.Released(delivery.Message.First.Execution, delivery.Message.First.Key)], CancellationToken.None);
                await queue.AckAsync(delivery, CancellationToken.None);
            }
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            // All trips are over.
        }
    }

    private static async Task<RabbitMqBroker> ConnectAsync(string connection, int window, CancellationToken stop)
    {
        var generation = 1L;
        var generations = new BrokerGenerations(_ => ValueTask.FromResult(generation), (lost, _) => ValueTask.FromResult(generation = Math.Max(generation, lost + 1)));
        var options = new RabbitMqOptions { Connection = connection, Store = "bench", Prefix = "bench.", Partitions = 1, Window = window };
        var broker = new RabbitMqBroker(options, generations, type => type == "rule" ? Pool.Rule : Pool.Io, TimeProvider.System, new Random(1));
        await broker.ConnectAsync(stop);
        return broker;
    }

    private static double Median(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }
}
