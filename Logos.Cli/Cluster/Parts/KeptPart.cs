using System.ComponentModel;
using System.Globalization;
using Logos.Cli.Cluster.Logs;
using Microsoft.Extensions.Logging;

namespace Logos.Cli.Cluster.Parts;

/// <summary>Keeps a part running: one that ends by itself is started again, after pauses that grow.</summary>
internal sealed class KeptPart(Part part, MergedLog log, TimeProvider clock) : IDisposable
{
    private const int MostFailures = 5;

    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Unusual = TimeSpan.FromSeconds(20);

    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<PartFailedException> _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<long> _ends = [];
    private readonly List<long> _failures = [];
    private volatile PartProcess? _process;
    private volatile bool _isKilled;
    private Task _keeping = Task.CompletedTask;

    /// <summary>How long it waits before the first, the second … start of a minute after an end.</summary>
    public IReadOnlyList<TimeSpan> Pauses { get; init; } = [.. new[] { 1, 2, 5, 10, 30 }.Select(seconds => TimeSpan.FromSeconds(seconds))];

    public Part Part => part;

    /// <summary>Ends only when it is not tried again.</summary>
    public Task<PartFailedException> WhenFailed => _failed.Task;

    /// <summary>Until it is ready for the first time.</summary>
    /// <exception cref="PartFailedException">It never is.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _keeping = KeepAsync();
        await Task.WhenAny(_ready.Task, WhenFailed).WaitAsync(cancellationToken);
        if (WhenFailed.IsCompleted)
            throw await WhenFailed;
    }

    /// <summary>Asks it to end, and ends it when it takes too long.</summary>
    public async Task StopAsync()
    {
        await _stopping.CancelAsync();
        await _keeping;
    }

    /// <summary>At once.</summary>
    public void Kill()
    {
        _isKilled = true;
        _process?.Kill();
        _stopping.Cancel();
    }

    public void Dispose()
    {
        _process?.Dispose();
        _stopping.Dispose();
    }

    private async Task KeepAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            var began = clock.GetTimestamp();
            var (wasReady, said, hopeless, lines) = await RunAsync(began);
            if (_stopping.IsCancellationRequested || _isKilled)
                return;
            var pause = Pauses[Math.Min(Count(_ends), Pauses.Count) - 1];
            if (wasReady)
                _failures.Clear();
            else if (hopeless || Count(_failures) >= MostFailures)
            {
                _failed.TrySetResult(new(part, hopeless ? said : $"it was tried {MostFailures} times, and {said}", lines));
                return;
            }

            log.Tell(part.Name, part.Kind, $"{said}; it is started again in {Seconds(pause)}", LogLevel.Warning);
            await Task.Delay(pause, clock, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<(bool WasReady, string Said, bool IsHopeless, IReadOnlyList<PartLine> Lines)> RunAsync(long began)
    {
        try
        {
            var launch = await part.LaunchAsync(_stopping.Token);
            using var process = _process = PartProcess.Start(launch, Told, clock);
            var wasReady = await WhenReadyAsync(process, launch, began);
            await Task.WhenAny(process.Ended, Task.Delay(Timeout.InfiniteTimeSpan, clock, _stopping.Token));
            if (_stopping.IsCancellationRequested)
                await EndAsync(process);
            var code = await process.Ended;
            _process = null;
            return (wasReady, $"it ended {(wasReady ? "" : "before it was ready, ")}with exit code {code.ToString(CultureInfo.InvariantCulture)}", !wasReady && part.IsHopeless(code, process.LastLines), process.LastLines);
        }
        catch (Exception e) when (e is Win32Exception or IOException or UnauthorizedAccessException or OperationCanceledException)
        {
            return (false, e.Message, false, []);
        }
    }

    private async Task<bool> WhenReadyAsync(PartProcess process, Launch launch, long began)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
        var ready = process.WhenReadyAsync(over.Token);
        var late = Task.Delay(Unusual, clock, over.Token);
        if (await Task.WhenAny(ready, process.Ended, late) == late && !_stopping.IsCancellationRequested)
            log.Tell(part.Name, part.Kind, $"is not ready after {Seconds(Unusual)}", LogLevel.Warning);
        await Task.WhenAny(ready, process.Ended);
        await over.CancelAsync();
        if (!ready.IsCompletedSuccessfully || _stopping.IsCancellationRequested)
            return false;
        log.Tell(part.Name, part.Kind, $"ready{(launch.Address is null ? "" : $" on {launch.Address}")} ({Seconds(clock.GetElapsedTime(began))})", LogLevel.Information);
        _ready.TrySetResult();
        return true;
    }

    private async Task EndAsync(PartProcess process)
    {
        if (_isKilled)
        {
            process.Kill();
            return;
        }

        process.Ask();
        try
        {
            await process.Ended.WaitAsync(part.Patience, clock);
        }
        catch (TimeoutException)
        {
            log.Tell(part.Name, part.Kind, $"has not ended after {Seconds(part.Patience)}, and is ended at once", LogLevel.Warning);
            process.Kill();
        }
    }

    private PartLine Told(string text, bool isError)
    {
        var line = part.Read(text, isError);
        log.Write(part.Name, part.Kind, line);
        return line;
    }

    /// <returns>How many there were in the last minute, this one included.</returns>
    private int Count(List<long> times)
    {
        times.RemoveAll(time => clock.GetElapsedTime(time) > Memory);
        times.Add(clock.GetTimestamp());
        return times.Count;
    }

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString(time.TotalSeconds < 10 ? "0.#" : "0", CultureInfo.InvariantCulture) + " s";
}
