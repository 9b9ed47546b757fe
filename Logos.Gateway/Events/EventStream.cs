using System.Buffers;
using System.IO.Pipelines;
using Logos.Core.Executions;
using Logos.Core.Orchestration;
using Logos.Gateway.Executions;
using Microsoft.AspNetCore.Http;

namespace Logos.Gateway.Events;

/// <summary>One who watches an execution: how it stands, then all that happens, until it ends.</summary>
/// <param name="mayStill">Asked at each beat: a token may be revoked, and expire, while somebody watches with it.</param>
internal sealed class EventStream(EngineAccess engine, ExecutionHead head, bool withChildren, Broadcast broadcast, HttpResponse response, Func<ValueTask<bool>> mayStill)
{
    private readonly PipeWriter _to = response.BodyWriter;
    private bool _isQuiet;

    /// <param name="seen">The last event that the reader has; null for none.</param>
    public async Task RunAsync(long? seen, CancellationToken cancellationToken)
    {
        // Asked after it has joined: what changes from here on is told.
        var (place, isEnded) = seen is { } id && broadcast.After(id) is { } known
            ? (known, await IsEndedAsync(cancellationToken))
            : await StateAsync(cancellationToken);
        while (true)
        {
            // Before it is read: what was told last may come in between.
            var isOver = broadcast.IsEnded;
            var heard = broadcast.Read(place);
            // Whoever comes again is told why.
            if (heard.HasBeat && !await mayStill())
                return;
            place = heard.End;
            _isQuiet = true;
            if (heard.IsGap)
                (place, isEnded) = await StateAsync(cancellationToken);
            else
                isEnded = Write(heard.Frames) ?? isEnded;
            // Ended as the store tells it, and nothing of it is still to come.
            if (isEnded || isOver)
            {
                Send(EventWriter.End);
                await _to.FlushAsync(cancellationToken);
                return;
            }

            if (heard.HasBeat && _isQuiet)
            {
                // A feed may lose its end; the store does not.
                if (await IsEndedAsync(cancellationToken))
                {
                    (place, isEnded) = await StateAsync(cancellationToken);
                    continue;
                }

                Send(EventWriter.Ping);
            }

            if ((await _to.FlushAsync(cancellationToken)).IsCompleted || broadcast.IsBroken)
                return;
            await broadcast.ChangedAsync(place, cancellationToken);
        }
    }

    /// <returns>Whether the last that is told of it is its end; null when nothing is.</returns>
    private bool? Write(IReadOnlyList<Frame> frames)
    {
        bool? isEnd = null;
        for (var i = 0; i < frames.Count; i++)
        {
            var frame = frames[i];
            if (frame.Execution == head.Id)
                isEnd = frame.IsEnd && (!withChildren || head.Id != head.Root);
            else if (!withChildren)
                continue;
            Send(frame.Utf8);
        }

        return isEnd;
    }

    private async ValueTask<(Place Place, bool IsEnded)> StateAsync(CancellationToken cancellationToken)
    {
        // Before the store is asked: what comes in between is told twice, and not missed.
        var (place, id) = (broadcast.End(), broadcast.LastId);
        var execution = await engine.Client.FindAsync(head.Id, cancellationToken);
        if (execution is null)
            return (place, true);
        Send(EventWriter.State(id, execution, await ExecutionLookup.StatusesAsync(engine, execution, cancellationToken)));
        return (place, execution.Row.Status.IsEnd());
    }

    private void Send(ReadOnlyMemory<byte> utf8)
    {
        _to.Write(utf8.Span);
        _isQuiet = false;
    }

    private async ValueTask<bool> IsEndedAsync(CancellationToken cancellationToken) =>
        await ExecutionWait.EndedAsync(engine, head.Id, cancellationToken) is not null;
}
