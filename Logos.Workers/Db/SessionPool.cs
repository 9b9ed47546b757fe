using System.Collections.Concurrent;

namespace Logos.Workers.Db;

/// <summary>The sessions that are open to one server, so many at most. A node has one for itself while it runs, so that what it does to it is nobody else's trouble.</summary>
internal abstract class SessionPool<TSession>(int size, TimeProvider clock) : DatabasePool
    where TSession : class, IAsyncDisposable
{
    protected static readonly TimeSpan StopTime = TimeSpan.FromSeconds(3);

    private readonly SemaphoreSlim _places = new(size, size);
    private readonly ConcurrentStack<(TSession Session, long Since)> _idle = [];
    private volatile bool _isDown;

    protected TimeProvider Clock => clock;

    public async Task<TSession> RentAsync(CancellationToken cancellationToken)
    {
        await _places.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            while (_idle.TryPop(out var idle))
            {
                if (await ServesAsync(idle.Session, clock.GetElapsedTime(idle.Since), cancellationToken).ConfigureAwait(false))
                    return idle.Session;
            }

            return await OpenAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            _places.Release();
            throw;
        }
    }

    /// <param name="isClean">Everything that was asked has been answered, and the server takes more.</param>
    public async ValueTask ReturnAsync(TSession session, bool isClean)
    {
        try
        {
            if (isClean && !_isDown)
                _idle.Push((session, clock.GetTimestamp()));
            else
                await session.DisposeAsync().ConfigureAwait(false);
        }
        finally
        {
            _places.Release();
        }
    }

    /// <summary>Lets go of what waits to be used: where it leads is not what it was any more.</summary>
    public async ValueTask ForsakeAsync()
    {
        while (_idle.TryPop(out var idle))
            await idle.Session.DisposeAsync().ConfigureAwait(false);
    }

    public override async ValueTask DisposeAsync()
    {
        _isDown = true;
        using var time = new CancellationTokenSource(StopTime, clock);
        while (_idle.TryPop(out var idle))
            await EndAsync(idle.Session, time.Token).ConfigureAwait(false);
        _places.Dispose();
    }

    protected abstract Task<TSession> OpenAsync(CancellationToken cancellationToken);

    /// <summary>Whether one that waited may be used, as far as can be told before it is asked anything; it is made ready.</summary>
    /// <param name="session">It has nothing under way.</param>
    /// <param name="rest">How long it has waited.</param>
    /// <param name="cancellationToken">Ends the looking.</param>
    protected abstract ValueTask<bool> IsGoodAsync(TSession session, TimeSpan rest, CancellationToken cancellationToken);

    /// <summary>As the server likes to be left.</summary>
    protected virtual ValueTask EndAsync(TSession session, CancellationToken cancellationToken) => session.DisposeAsync();

    private async ValueTask<bool> ServesAsync(TSession session, TimeSpan rest, CancellationToken cancellationToken)
    {
        var isGood = false;
        try
        {
            return isGood = await IsGoodAsync(session, rest, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (!isGood)
                await session.DisposeAsync().ConfigureAwait(false);
        }
    }
}
