using Logos.Core.Orchestration;
using Microsoft.Extensions.Hosting;

namespace Logos.Gateway.Starting;

/// <summary>A loop that needs the engine: from when the host has started until it is asked to stop.</summary>
internal static class EngineLoop
{
    /// <param name="start">Null where the engine starts with the host.</param>
    public static async Task RunAsync(IHostApplicationLifetime lifetime, EngineStart? start, Func<CancellationToken, Task> loop, CancellationToken stopping)
    {
        // The engine drains as soon as the host is asked to stop, before services are told.
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(stopping, lifetime.ApplicationStopping);
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registered = lifetime.ApplicationStarted.Register(() => started.TrySetResult());
        try
        {
            await started.Task.WaitAsync(linked.Token);
            if (start is not null)
                await start.WhenUp.WaitAsync(linked.Token);
            await loop(linked.Token);
        }
        catch (Exception) when (linked.IsCancellationRequested)
        {
            // Whatever was under way when the engine went: the next start takes it up.
        }
    }

    /// <summary>Until it rings, or so long.</summary>
    public static async Task WaitAsync(Task rung, TimeSpan wait, TimeProvider clock, CancellationToken stop)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop);
        await Task.WhenAny(rung, Task.Delay(wait, clock, either.Token));
        await either.CancelAsync();
        stop.ThrowIfCancellationRequested();
    }
}
