using Logos.Core.Connections;
using Logos.Core.Secrets;
using Logos.Core.Work;
using Logos.Workers.Faults;
using Logos.Workers.Running;

namespace Logos.Workers.Db;

/// <summary>
/// The pools of one type of database, one for each connection of each workspace. A pool is opened by the first node that
/// wants it, opened anew when its connection says something else, and closed when nobody has wanted it for a while.
/// </summary>
internal sealed class PoolShelf<TPool>(string type, IConnectionSource connections, Func<ConnectionSettings, TPool> open, TimeProvider clock) : IAsyncDisposable
    where TPool : DatabasePool
{
    private static readonly TimeSpan Rest = TimeSpan.FromMinutes(5), LookEvery = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Workspace, string Name), Entry> _entries = [];
    private readonly HashSet<Task> _closing = [];
    private ITimer? _looking;
    private bool _isDown;

    /// <summary>How many are open.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _entries.Count;
        }
    }

    /// <exception cref="FailureException">There is no such connection, or it cannot be used.</exception>
    public async ValueTask<Lease> TakeAsync(NodeContext context, CancellationToken cancellationToken)
    {
        var name = context.With["connection"].AsString();
        var connection = await FindAsync(context.Workspace, name, cancellationToken).ConfigureAwait(false);
        context.Conceal(connection.Secrets);
        Entry entry;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDown, this);
            var key = (context.Workspace, name);
            if (_entries.TryGetValue(key, out var known) && known.Connection.IsSameAs(connection))
            {
                entry = known;
            }
            else
            {
                // Before the old one is let go: what cannot be used leaves nothing behind.
                entry = new(connection, open(new(name, connection)));
                if (known is not null)
                    Retire(known);
                _entries[key] = entry;
                _looking ??= clock.CreateTimer(_ => Look(), null, LookEvery, LookEvery);
            }

            entry.Uses++;
        }

        context.Conceal(entry.Pool.Secrets);
        return new(this, entry);
    }

    public async ValueTask DisposeAsync()
    {
        Task[] closing;
        lock (_gate)
        {
            if (_isDown)
                return;
            _isDown = true;
            _looking?.Dispose();
            foreach (var entry in _entries.Values)
                Retire(entry);
            _entries.Clear();
            closing = [.. _closing];
        }

        await Task.WhenAll(closing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async ValueTask<OpenConnection> FindAsync(string workspace, string name, CancellationToken cancellationToken)
    {
        try
        {
            if (await connections.FindAsync(workspace, name, cancellationToken).ConfigureAwait(false) is not { } connection)
                throw FailureException.Permanent(WorkersCodes.NoConnection, $"there is no connection `{name}`: make it with `logos connections set {name}`; for `logos run` it is the address in LOGOS_CONNECTION_{name}");
            return connection.Type == type
                ? connection
                : throw FailureException.Permanent(WorkersCodes.BadConnection, $"the connection `{name}` is of type `{connection.Type}`, and this node takes one of type `{type}`");
        }
        catch (UnreadableSecretException e)
        {
            throw FailureException.Permanent(WorkersCodes.BadConnection, e.Message);
        }
    }

    private void Look()
    {
        lock (_gate)
        {
            foreach (var (key, entry) in _entries.Where(each => each.Value.Uses == 0 && clock.GetElapsedTime(each.Value.LastUse) >= Rest).ToList())
            {
                _entries.Remove(key);
                Retire(entry);
            }
        }
    }

    private void Return(Entry entry)
    {
        lock (_gate)
        {
            entry.LastUse = clock.GetTimestamp();
            if (--entry.Uses == 0 && entry.IsRetired)
                Close(entry.Pool);
        }
    }

    // Who uses it still, goes on with it.
    private void Retire(Entry entry)
    {
        entry.IsRetired = true;
        if (entry.Uses == 0)
            Close(entry.Pool);
    }

    private void Close(TPool pool)
    {
        var closing = Task.Run(() => pool.DisposeAsync().AsTask());
        _closing.Add(closing);
        closing.ContinueWith(
            ended =>
            {
                lock (_gate)
                    _closing.Remove(ended);
            },
            CancellationToken.None,
            TaskContinuationOptions.None,
            TaskScheduler.Default);
    }

    /// <summary>A pool in use; disposed when done.</summary>
    public readonly struct Lease(PoolShelf<TPool> shelf, Entry entry) : IDisposable
    {
        public TPool Pool => entry.Pool;

        public void Dispose() => shelf.Return(entry);
    }

    public sealed class Entry(OpenConnection connection, TPool pool)
    {
        public OpenConnection Connection => connection;

        public TPool Pool => pool;

        public int Uses { get; set; }

        public long LastUse { get; set; }

        public bool IsRetired { get; set; }
    }
}
