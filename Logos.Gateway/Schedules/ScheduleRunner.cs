using Logos.Core.Orchestration;
using Logos.Gateway.Limits;
using Logos.Gateway.Starting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Logos.Gateway.Schedules;

/// <summary>Looks after schedules for as long as the server runs.</summary>
internal sealed class ScheduleRunner(IServiceProvider services, ScheduleBell bell, TimeProvider clock, IHostApplicationLifetime lifetime, ILogger<ScheduleRunner> logger, EngineStart? start = null) : BackgroundService
{
    private static readonly TimeSpan AfterTrouble = TimeSpan.FromSeconds(5);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => EngineLoop.RunAsync(lifetime, start, RunAsync, stoppingToken);

    private async Task RunAsync(CancellationToken stop)
    {
        var rounds = new ScheduleRounds(services.GetRequiredService<EngineAccess>(), services.GetRequiredService<Admission>(), logger);
        var isChanged = true;
        while (true)
        {
            var rung = bell.Listen();
            // A clock that is set is noticed after so long.
            var wait = ScheduleRounds.ListEvery;
            try
            {
                var now = clock.GetUtcNow();
                if (await rounds.RunAsync(now, isChanged, stop) is { } next && next - now < wait)
                    wait = next > now ? next - now : TimeSpan.Zero;
            }
            catch (Exception e) when (!stop.IsCancellationRequested)
            {
                // The edge of the loop: a store without room, or one that is away, is asked again.
                ScheduleLog.Troubled(logger, AfterTrouble.TotalSeconds, e);
                wait = AfterTrouble;
                rung = Task.Delay(AfterTrouble, clock, stop);
            }

            await EngineLoop.WaitAsync(rung, wait, clock, stop);
            isChanged = rung.IsCompleted;
        }
    }
}
