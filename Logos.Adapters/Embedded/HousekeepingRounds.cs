using Logos.Adapters.Faults;
using Logos.Adapters.Journal;
using Logos.Core.Orchestration;

namespace Logos.Adapters.Embedded;

/// <summary>Keeps house again and again, until the store closes or its disk fails.</summary>
internal sealed class HousekeepingRounds : IAsyncDisposable
{
    private readonly Housekeeping _house;
    private readonly StoreOptions _options;
    private readonly TimeProvider _clock;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;
    private volatile TaskCompletionSource _hurry = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public HousekeepingRounds(Housekeeping house, StoreOptions options, JournalOptions journal)
    {
        (_house, _options, _clock) = (house, options, journal.Clock);
        _running = Task.Factory.StartNew(RunAsync, CancellationToken.None, TaskCreationOptions.DenyChildAttach, journal.Scheduler ?? TaskScheduler.Default).Unwrap();
    }

    /// <summary>Does not wait for the next round.</summary>
    public void Hurry() => _hurry.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        while (await RestAsync())
        {
            try
            {
                await _house.RunAsync();
            }
            catch (Exception e) when (e is StoreUnavailableException or JournalException { Code: AdaptersCodes.JournalDiskFull })
            {
                // Nothing is lost by it: what was not put away stays in memory until there is room again.
            }
            catch (IOException)
            {
                // What was deleted left something behind outside the journal; the sweep of blobs finds it.
            }
            catch (JournalException)
            {
                // The disk has failed, or cannot be read: the journal tells whoever waits for that.
                return;
            }
        }
    }

    private async Task<bool> RestAsync()
    {
        using var round = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        await Task.WhenAny(_hurry.Task, Task.Delay(_options.RestAfter, _clock, round.Token));
        round.Cancel();
        _hurry = new(TaskCreationOptions.RunContinuationsAsynchronously);
        return !_stop.IsCancellationRequested;
    }
}
