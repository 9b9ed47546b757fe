namespace Logos.Gateway.Events;

/// <summary>
/// What is told of one execution and all below it, for all who watch it: read from the feed once and written out once,
/// however many they are. Each has a place in it; one that is too slow loses its place, and is told so.
/// </summary>
internal sealed class Broadcast(Guid root)
{
    private const int MostFrames = 512;
    private const int MostBytes = 1024 * 1024;

    private readonly Lock _gate = new();
    private readonly Queue<Frame> _frames = new();
    private TaskCompletionSource? _changed;
    private long _next;
    private long _beats;
    private int _bytes;

    public Guid Root => root;

    /// <summary>Guarded by the hub.</summary>
    public int Watchers { get; set; }

    /// <summary>The root has ended, and all is told.</summary>
    public bool IsEnded { get; private set; }

    /// <summary>Nothing more comes, although the root has not ended: who watches has to come again.</summary>
    public bool IsBroken { get; private set; }

    private long First => _next - _frames.Count;

    public void Add(Frame frame)
    {
        lock (_gate)
        {
            _frames.Enqueue(frame);
            _next++;
            _bytes += frame.Utf8.Length;
            while (_frames.Count > MostFrames || (_bytes > MostBytes && _frames.Count > 1))
                _bytes -= _frames.Dequeue().Utf8.Length;
        }
    }

    /// <summary>All that was added is there to be read.</summary>
    public void Tell() => Wake(() => { });

    public void Close(bool isEnded) => Wake(() => (IsEnded, IsBroken) = (isEnded, !isEnded));

    /// <summary>For those who hear nothing else.</summary>
    public void Beat() => Wake(() => _beats++);

    /// <returns>Behind all that is there.</returns>
    public Place End()
    {
        lock (_gate)
            return new(_next, _beats);
    }

    /// <summary>The last event that is there; null where there is none.</summary>
    public long? LastId
    {
        get
        {
            lock (_gate)
                return _frames.Count == 0 ? null : _frames.Last().Id;
        }
    }

    /// <returns>Null when that event is not known any more.</returns>
    public Place? After(long id)
    {
        lock (_gate)
        {
            var at = First;
            foreach (var frame in _frames)
            {
                at++;
                if (frame.Id == id)
                    return new(at, _beats);
            }

            return null;
        }
    }

    /// <returns>What has come since; nothing and a gap where a part of it is gone.</returns>
    public Heard Read(Place place)
    {
        lock (_gate)
        {
            var end = new Place(_next, _beats);
            var isQuiet = _beats != place.Beat;
            if (place.Next < First)
                return new([], end, true, isQuiet);
            var frames = place.Next == _next ? [] : _frames.Skip((int)(place.Next - First)).ToArray();
            return new(frames, end, frames.Any(frame => frame.IsGap), isQuiet);
        }
    }

    /// <summary>Ends when there is something to be read after this place, or nothing will ever be.</summary>
    public Task ChangedAsync(Place place, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (place.Next != _next || place.Beat != _beats || IsEnded || IsBroken)
                return Task.CompletedTask;
            return (_changed ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task.WaitAsync(cancellationToken);
        }
    }

    private void Wake(Action change)
    {
        TaskCompletionSource? changed;
        lock (_gate)
        {
            change();
            (changed, _changed) = (_changed, null);
        }

        changed?.SetResult();
    }
}

/// <summary>How far one who watches has come.</summary>
internal readonly record struct Place(long Next, long Beat);

/// <param name="IsGap">A part of what came is gone: how all stands has to be told instead.</param>
/// <param name="HasBeat">It was quiet for so long that a sign of life is due.</param>
internal readonly record struct Heard(IReadOnlyList<Frame> Frames, Place End, bool IsGap, bool HasBeat);
