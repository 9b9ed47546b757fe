using Logos.Core.Orchestration;
using Logos.Gateway.Limits;
using Logos.Gateway.Starting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Logos.Gateway.Failures;

/// <summary>Looks after failures for as long as the server runs: at once where the engine tells of them, and in the store at the start and every minute.</summary>
internal sealed class FailureRunner(IServiceProvider services, TimeProvider clock, IHostApplicationLifetime lifetime, ILogger<FailureRunner> logger, EngineStart? start = null) : BackgroundService
{
    private static readonly TimeSpan RoomEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AfterTrouble = TimeSpan.FromSeconds(5);

    // For more than so many there is the sweep.
    private const int MostWaiting = 10_000;

    private readonly Queue<Guid> _waiting = new();

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => EngineLoop.RunAsync(lifetime, start, RunAsync, stoppingToken);

    private async Task RunAsync(CancellationToken stop)
    {
        var engine = services.GetRequiredService<EngineAccess>();
        var rounds = new FailureRounds(engine, services.GetRequiredService<Admission>(), logger);
        var swept = DateTimeOffset.MinValue;
        while (true)
        {
            var told = engine.Failures.Listen();
            try
            {
                for (var waiting = _waiting.Count; waiting > 0; waiting--)
                    await LookAsync(rounds, _waiting.Dequeue(), isNew: false, stop);
                while (engine.Failures.TryTake(out var execution))
                    await LookAsync(rounds, execution, isNew: true, stop);
                // A clock that was set back would put the next sweep off by as much.
                if (clock.GetUtcNow() is var now && (now - swept).Duration() >= engine.FailuresEvery)
                {
                    await rounds.SweepAsync(now, stop);
                    swept = now;
                }
            }
            catch (Exception e) when (!stop.IsCancellationRequested)
            {
                // The edge of the loop. What was told of is taken out already: the next sweep finds it.
                FailureLog.Troubled(logger, AfterTrouble.TotalSeconds, e);
                swept = DateTimeOffset.MinValue;
                await Task.Delay(AfterTrouble, clock, stop);
                continue;
            }

            await EngineLoop.WaitAsync(told, _waiting.Count > 0 ? RoomEvery : engine.FailuresEvery, clock, stop);
        }
    }

    private async ValueTask LookAsync(FailureRounds rounds, Guid execution, bool isNew, CancellationToken stop)
    {
        if (await rounds.LookAsync(execution, clock.GetUtcNow(), stop) || _waiting.Count >= MostWaiting)
            return;
        if (isNew && _waiting.Count == 0)
            FailureLog.Waiting(logger, execution);
        _waiting.Enqueue(execution);
    }
}
