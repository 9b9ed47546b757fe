using Logos.Core.Messages;
using Logos.Simulation.Scheduling;

namespace Logos.Simulation.Brokers;

/// <summary>One queue of the broker, and who reads it.</summary>
internal sealed class Line<T>(Simulator simulator)
{
    private long _numbers;
    private long _tags;

    /// <summary>A letter that is handed out again has another.</summary>
    public long NextTag() => ++_tags;

    public List<Letter<T>> Waiting { get; } = [];

    public List<Reader<T>> Readers { get; } = [];

    public Action<T>? Settled { get; set; }

    public Simulator Simulator => simulator;

    public void Add(T body)
    {
        Waiting.Add(new(body, ++_numbers, 0));
        Deliver();
    }

    public void GiveBack(IEnumerable<Letter<T>> letters)
    {
        Waiting.InsertRange(0, letters.OrderBy(l => l.Number).Select(l => l with { Redeliveries = l.Redeliveries + 1 }));
        Deliver();
    }

    public void Deliver()
    {
        while (Waiting.Count > 0)
        {
            var ready = Readers.Where(r => r.IsWaiting).ToList();
            if (ready.Count == 0)
                return;
            var reader = ready[simulator.Random.Next(ready.Count)];
            var taken = new List<Letter<T>>();
            for (var count = simulator.Random.Next(1, Math.Min(reader.Max, Waiting.Count) + 1); count > 0; count--)
            {
                var at = simulator.Chance(4) ? simulator.Random.Next(Math.Min(5, Waiting.Count)) : 0;
                taken.Add(Waiting[at]);
                Waiting.RemoveAt(at);
            }

            reader.Take(taken);
        }
    }
}

internal sealed record Letter<T>(T Body, long Number, int Redeliveries);

/// <summary>One consumer: what it has taken is its own until it acknowledges, closes, or loses its connection.</summary>
internal sealed class Reader<T> : IAsyncDisposable
{
    private readonly Line<T> _line;
    private readonly Connection _connection;
    private readonly HashSet<long> _handedOut = [];
    private TaskCompletionSource<IReadOnlyList<Delivery<T>>>? _waiter;
    private bool _isClosed;

    public Reader(Line<T> line, Connection connection)
    {
        _line = line;
        _connection = connection;
        line.Readers.Add(this);
        connection.Dropped += Drop;
        connection.Opened += line.Deliver;
    }

    public Dictionary<long, Letter<T>> Taken { get; } = [];

    public int Max { get; private set; }

    public bool IsWaiting => _waiter is not null && _connection.IsConnected && !_isClosed;

    public Task<IReadOnlyList<Delivery<T>>> ReadAsync(int max, CancellationToken cancellationToken)
    {
        var waiter = new TaskCompletionSource<IReadOnlyList<Delivery<T>>>();
        if (_connection.Process.IsDead)
            return waiter.Task;
        if (_connection.Throws())
        {
            _connection.Fail(waiter);
            return waiter.Task;
        }

        (_waiter, Max) = (waiter, max);
        cancellationToken.UnsafeRegister(token =>
        {
            _waiter = null;
            waiter.TrySetCanceled(cancellationToken);
        }, null);
        _line.Deliver();
        return waiter.Task;
    }

    public void Take(IReadOnlyList<Letter<T>> letters)
    {
        var waiter = _waiter!;
        _waiter = null;
        var deliveries = new List<Delivery<T>>();
        foreach (var letter in letters)
        {
            var tag = _line.NextTag();
            _handedOut.Add(tag);
            Taken.Add(tag, letter);
            deliveries.Add(new(letter.Body, tag, letter.Redeliveries));
        }

        _line.Simulator.After(_line.Simulator.Between(0, 3), () => _connection.Process.Enqueue(() => waiter.TrySetResult(deliveries)));
    }

    // Nobody confirms an acknowledgement: it arrives a little later, or is lost with the connection.
    public void Ack(IReadOnlyList<Delivery<T>> deliveries)
    {
        var life = _connection.Life;
        if (_connection.Process.IsDead)
            return;
        // A broker numbers what it hands out for each consumer anew: there the number would be that of another message.
        if (deliveries.Any(d => !_handedOut.Contains(d.Tag)))
            _line.Simulator.Break($"{_connection.Process.Name} acknowledges to one consumer what another was given.");
        if (_connection.Throws())
            throw Connection.Away();
        if (!_connection.IsConnected)
            return;
        _line.Simulator.After(_line.Simulator.Between(0, 3), () =>
        {
            if (life != _connection.Life)
                return;
            foreach (var delivery in deliveries)
            {
                if (Taken.Remove(delivery.Tag, out var letter))
                    _line.Settled?.Invoke(letter.Body);
            }
        });
    }

    public ValueTask DisposeAsync()
    {
        if (_connection.Process.IsDead)
            return ValueTask.CompletedTask;
        _isClosed = true;
        _line.Simulator.After(TimeSpan.FromMilliseconds(4), () =>
        {
            _connection.Dropped -= Drop;
            _connection.Opened -= _line.Deliver;
            _line.Readers.Remove(this);
            GiveBack();
        });
        return ValueTask.CompletedTask;
    }

    private void Drop()
    {
        GiveBack();
        if (_waiter is not { } waiter || !_connection.Throws())
            return;
        _waiter = null;
        _connection.Fail(waiter);
    }

    private void GiveBack()
    {
        var letters = Taken.Values.ToList();
        Taken.Clear();
        _line.GiveBack(letters);
    }
}
