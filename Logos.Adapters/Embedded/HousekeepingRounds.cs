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
    private readonly Func<bool> _hasFailed;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;
    private string? _told;
    private volatile TaskCompletionSource _hurry = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="hasFailed">The journal can be written no more.</param>
    public HousekeepingRounds(Housekeeping house, StoreOptions options, JournalOptions journal, Func<bool> hasFailed)
    {
        (_house, _options, _clock, _hasFailed) = (house, options, journal.Clock, hasFailed);
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
            catch (JournalException e) when (!_hasFailed())
            {
                // Damage in what was put away long ago: it stays where it is, and everything else goes on.
                Tell(e);
            }
            catch (JournalException)
            {
                // The disk has failed for good: the journal tells whoever waits for that.
                return;
            }
        }
    }

    private void Tell(JournalException trouble)
    {
        if (trouble.Message == _told)
            return;
        _told = trouble.Message;
        _options.OnTrouble?.Invoke(trouble);
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
