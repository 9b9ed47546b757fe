namespace Logos.Adapters.RabbitMq;

/// <summary>What has been sent and not been confirmed, by the numbers that the channel counts. The server answers for one, or for all up to one.</summary>
internal sealed class Unconfirmed
{
    private readonly Lock _gate = new();
    private readonly Dictionary<ulong, Batch> _sent = [];
    private ulong _oldest = 1;
    private ulong _next = 1;
    private Exception? _over;

    /// <summary>When the oldest was sent; null when nothing is.</summary>
    public long? OldestSentAt
    {
        get
        {
            lock (_gate)
                return Oldest() is { } oldest ? oldest.SentAt : null;
        }
    }

    /// <summary>In the order in which they are sent.</summary>
    public void Add(Batch batch)
    {
        lock (_gate)
        {
            if (_over is not null)
                throw _over;
            _sent.Add(_next++, batch);
        }
    }

    /// <returns>How many the answer was for.</returns>
    public int Answer(ulong number, bool andAllBefore, Action<Batch> each)
    {
        var answered = new List<Batch>();
        lock (_gate)
        {
            if (_sent.Remove(number, out var batch))
                answered.Add(batch);
            for (; andAllBefore && _oldest < number; _oldest++)
            {
                if (_sent.Remove(_oldest, out var before))
                    answered.Add(before);
            }
        }

        foreach (var batch in answered)
            each(batch);
        return answered.Count;
    }

    /// <summary>Nothing is answered any more.</summary>
    public void End(Exception exception)
    {
        Batch[] left;
        lock (_gate)
        {
            _over ??= exception;
            left = [.. _sent.Values];
            _sent.Clear();
        }

        foreach (var batch in left)
            batch.Fail(exception);
    }

    private Batch? Oldest()
    {
        for (; _oldest < _next; _oldest++)
        {
            if (_sent.TryGetValue(_oldest, out var batch))
                return batch;
        }

        return null;
    }
}
