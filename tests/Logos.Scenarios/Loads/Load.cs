using System.Collections.Concurrent;
using System.Globalization;
using Logos.Scenarios.Deployments;

namespace Logos.Scenarios.Loads;

/// <summary>
/// Clients that submit, signal, approve and cancel without a pause, and ask again with the same key where nobody has
/// answered; what their executions do outside is counted by the site.
/// </summary>
internal sealed class Load : IAsyncDisposable
{
    private readonly Api _api;
    private readonly Site _site;
    private readonly ConcurrentBag<Work> _works = [];
    private readonly Dictionary<Work.Kind, string> _graphs;
    private readonly bool _isPatient;
    private Task _clients = Task.CompletedTask;
    private int _number;
    private int _ended;
    private bool _isOver;

    private Load(Api api, Site site, int seed, bool isPatient, Dictionary<Work.Kind, string> graphs)
    {
        (_api, _site, _isPatient, _graphs, Chance) = (api, site, isPatient, graphs, new(seed));
        Run = Api.Unique($"run-{seed.ToString(CultureInfo.InvariantCulture)}");
    }

    public string Run { get; }

    public Random Chance { get; }

    public Gate Gate { get; } = new();

    public int Executions => _works.Count;

    /// <summary>How many have been seen to end, by clients that wait for it.</summary>
    public int Ended => Volatile.Read(ref _ended);

    /// <summary>Ends only when a client has found something to be wrong, or after <see cref="EndAsync"/>.</summary>
    public Task Clients => _clients;

    /// <param name="deployment">Nobody else uses it.</param>
    /// <param name="clients">How many.</param>
    /// <param name="isPatient">Each waits for the end of what it has begun before it begins the next: no more is under way than there are clients.</param>
    public static async Task<Load> BeginAsync(Deployment deployment, int clients, bool isPatient)
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("LOGOS_SEED"), CultureInfo.InvariantCulture, out var given) ? given : (int)(TimeProvider.System.GetTimestamp() & int.MaxValue);
        Tell($"LOGOS_SEED={seed}");
        var api = deployment.Admin;
        var load = new Load(api, deployment.Site, seed, isPatient, await Graphs.SaveAsync(api));
        load._clients = Task.WhenAll(Enumerable.Range(0, clients).Select(_ => Task.Run(load.ClientAsync, TestContext.Current.CancellationToken)));
        return load;
    }

    public static void Tell(string line) => TestContext.Current.TestOutputHelper?.WriteLine(line);

    /// <summary>Once so many more requests have been answered.</summary>
    public async Task AfterAsync(int answers)
    {
        if (await Task.WhenAny(Gate.AfterAsync(answers), _clients) == _clients)
            await _clients;
    }

    /// <summary>Nothing new is begun; what was begun is brought to its end.</summary>
    public async Task EndAsync()
    {
        Volatile.Write(ref _isOver, true);
        await _clients;
    }

    /// <summary>Every answered request holds, each execution is there once and did what it does as often as it says.</summary>
    /// <returns>How many effects were had a second time.</returns>
    public async Task<int> CheckAsync()
    {
        var again = 0;
        await Parallel.ForEachAsync(_works, new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = TestContext.Current.CancellationToken }, async (work, _) => Interlocked.Add(ref again, await work.CheckAsync(_site)));
        var kept = await _api.AllAsync($"/api/v1/executions?tag=run:{Run}&limit=500");
        Assert.Equal(_works.Select(work => work.Execution).Order(StringComparer.Ordinal), kept.Select(each => each.GetProperty("id").GetString()!).Order(StringComparer.Ordinal));
        Tell($"{_works.Count} executions, {Gate.Answers} answers, {Gate.Failures.Count} requests without one, {_works.Count(work => work.Calls)} effects, {again} of them again");
        foreach (var failures in Gate.Failures.GroupBy(failure => failure).OrderByDescending(group => group.Count()).Take(5))
            Tell($"{failures.Count()} × {failures.Key}");
        return again;
    }

    public async ValueTask DisposeAsync()
    {
        // Whatever has failed: nobody asks a deployment that may be gone any longer.
        Volatile.Write(ref _isOver, true);
        Gate.Abandon();
        await _clients.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _api.Dispose();
    }

    private async Task ClientAsync()
    {
        while (!Volatile.Read(ref _isOver))
        {
            var next = Interlocked.Increment(ref _number);
            var work = new Work(_api, Gate, Run, next, (Work.Kind)(next % _graphs.Count));
            _works.Add(work);
            await work.DoAsync(_graphs);
            if (!_isPatient)
                continue;
            await work.WatchAsync();
            Interlocked.Increment(ref _ended);
        }
    }
}
