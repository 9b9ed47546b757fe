using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using Logos.Adapters.Redis.Resp;

namespace Logos.Adapters.Redis.Connections;

/// <summary>
/// One connection, from its beginning to its end. Commands of all callers go out one behind the other, without waiting
/// for answers, and answers come in the same order. When it ends, all that still waits ends with it, at once.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "Everything it holds is let go by DisposeAsync, which its owner calls.")]
internal sealed class RedisLink : IAsyncDisposable
{
    private static readonly RedisArgument[] Ping = ["PING"];

    private readonly Stream _stream;
    private readonly RedisOptions _options;
    private readonly TimeProvider _clock;
    private readonly Action<RespValue>? _push;
    private readonly Lock _gate = new();
    private readonly Queue<PendingCommand> _pending = new();
    private readonly Pipe _out = new(new PipeOptions(pauseWriterThreshold: 0, minimumSegmentSize: 16 * 1024, useSynchronizationContext: false));
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource<RedisException> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ITimer _watch;
    private readonly TimeSpan _beat;
    private readonly Task _running;
    private RedisException? _end;
    private long _pendingBytes;
    private long _heard;
    private long _beaten;

    /// <param name="push">Told what the server says of itself; does not wait.</param>
    public RedisLink(Stream stream, RedisOptions options, TimeProvider clock, Action<RespValue>? push)
    {
        (_stream, _options, _clock, _push) = (stream, options, clock, push);
        _heard = _beaten = clock.GetTimestamp();
        _beat = TimeSpan.FromTicks(Math.Max(Math.Min(options.CommandTime.Ticks, options.Heartbeat.Ticks) / 8, TimeSpan.TicksPerMillisecond * 5));
        _watch = clock.CreateTimer(_ => Watch(), null, _beat, _beat);
        _running = RunAsync();
    }

    /// <summary>Ends with the reason why it has ended.</summary>
    public Task<RedisException> Ended => _ended.Task;

    public ValueTask<RespValue> SendAsync(ReadOnlySpan<RedisArgument> arguments, TimeSpan timeLimit, bool isSubscription, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<RespValue>(cancellationToken);
        var pending = new PendingCommand { TimeLimit = timeLimit, Began = _clock.GetTimestamp(), IsSubscription = isSubscription };
        lock (_gate)
        {
            if (_end is { } end)
                return ValueTask.FromException<RespValue>(end);
            if (_pending.Count >= _options.MaxPending || (_pendingBytes >= _options.MaxPendingBytes && _pending.Count > 0))
                return ValueTask.FromException<RespValue>(new RedisBusyException($"{_pending.Count} commands with {_pendingBytes} bytes wait for Redis at {_options.Address}, and no more are taken"));
            pending.Bytes = RespWriter.Write(_out.Writer, arguments);
            _pendingBytes += pending.Bytes;
            _pending.Enqueue(pending);
            var flushed = _out.Writer.FlushAsync(CancellationToken.None);
            // The pipe has no limit of its own, at which it would wait: the commands have one.
            if (!flushed.IsCompleted)
                throw new InvalidOperationException("The pipe waits for its reader.");
        }

        pending.Cancelling(cancellationToken);
        return pending.Task;
    }

    /// <summary>Ends it for this reason, if it has not ended for another.</summary>
    public void End(RedisException reason)
    {
        PendingCommand[] left;
        lock (_gate)
        {
            if (_end is not null)
                return;
            _end = reason;
            left = [.. _pending];
            _pending.Clear();
        }

        _watch.Dispose();
        _stop.Cancel();
        _stream.Dispose();
        foreach (var pending in left)
            pending.Fail(reason);
        _ended.TrySetResult(reason);
    }

    public async ValueTask DisposeAsync()
    {
        End(new RedisUnavailableException($"the connection to Redis at {_options.Address} was closed"));
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        // Both end when the first of them does: ending the link closes the stream.
        await Task.WhenAll(Guarded(ReadAsync()), Guarded(WriteAsync())).ConfigureAwait(false);
    }

    private async Task Guarded(Task loop)
    {
        try
        {
            await loop.ConfigureAwait(false);
            End(new RedisUnavailableException($"Redis at {_options.Address} has closed the connection"));
        }
        catch (RedisException e)
        {
            End(e);
        }
        catch (Exception e)
        {
            End(new RedisUnavailableException($"the connection to Redis at {_options.Address} was lost", e));
        }
    }

    private async Task WriteAsync()
    {
        var reader = _out.Reader;
        while (true)
        {
            var result = await reader.ReadAsync(_stop.Token).ConfigureAwait(false);
            foreach (var segment in result.Buffer)
                await _stream.WriteAsync(segment, _stop.Token).ConfigureAwait(false);
            await _stream.FlushAsync(_stop.Token).ConfigureAwait(false);
            reader.AdvanceTo(result.Buffer.End);
            if (result.IsCompleted)
                return;
        }
    }

    private async Task ReadAsync()
    {
        var reader = PipeReader.Create(_stream, new(bufferSize: 64 * 1024, minimumReadSize: 4096, leaveOpen: true));
        var resp = new RespReader(_options.Limits);
        try
        {
            while (true)
            {
                var result = await reader.ReadAsync(_stop.Token).ConfigureAwait(false);
                Volatile.Write(ref _heard, _clock.GetTimestamp());
                var buffer = result.Buffer;
                while (resp.TryRead(ref buffer, out var value))
                    Take(value);
                reader.AdvanceTo(buffer.Start, buffer.End);
                if (result.IsCompleted)
                    return;
            }
        }
        finally
        {
            await reader.CompleteAsync().ConfigureAwait(false);
        }
    }

    private void Take(in RespValue value)
    {
        if (value.Kind == RespKind.Push && !(value.Items is [var kind, ..] && (kind.Is("subscribe"u8) || kind.Is("unsubscribe"u8))))
        {
            _push?.Invoke(value);
            return;
        }

        PendingCommand? answered;
        lock (_gate)
        {
            if (_pending.TryDequeue(out answered))
                _pendingBytes -= answered.Bytes;
        }

        if (answered is null)
        {
            // Told to who may not come in at all.
            throw value.Kind == RespKind.Error ? new RedisServerException(value.Text()) : new RedisProtocolException("Redis answered what nobody has asked");
        }

        if (value.Kind != RespKind.Error && answered.IsSubscription != (value.Kind == RespKind.Push))
            throw new RedisProtocolException("Redis answered something else than was asked");
        answered.Answer(value);
    }

    private void Watch()
    {
        var now = _clock.GetTimestamp();
        var sinceBeat = _clock.GetElapsedTime(_beaten, now);
        _beaten = now;
        // This process itself was stopped: what has arrived meanwhile has not been read yet.
        if (sinceBeat > 4 * _beat)
            return;
        List<PendingCommand>? late = null;
        bool isHung, isIdle;
        lock (_gate)
        {
            foreach (var pending in _pending)
            {
                if (!pending.IsDone && _clock.GetElapsedTime(pending.Began, now) >= pending.TimeLimit)
                    (late ??= []).Add(pending);
            }

            var quiet = _clock.GetElapsedTime(Volatile.Read(ref _heard), now);
            isHung = quiet >= _options.CommandTime && _pending.TryPeek(out var first) && _clock.GetElapsedTime(first.Began, now) >= _options.CommandTime;
            isIdle = _pending.Count == 0 && quiet >= _options.Heartbeat;
        }

        foreach (var pending in late ?? [])
            pending.Fail(new RedisTimeoutException($"Redis at {_options.Address} has not answered within {pending.TimeLimit.TotalSeconds:0.###} s"));
        if (isHung)
            End(new RedisUnavailableException($"nothing has come from Redis at {_options.Address} for {_options.CommandTime.TotalSeconds:0.###} s"));
        else if (isIdle)
            _ = BeatAsync();
    }

    // Whether an answer comes at all is what is asked: a link that ends says so by itself.
    private async Task BeatAsync() =>
        await SendAsync(Ping, _options.CommandTime, isSubscription: false, CancellationToken.None).AsTask()
            .ContinueWith(static answer => answer.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default).ConfigureAwait(false);
}
