using System.Collections.Concurrent;
using System.Text.Json;
using Logos.Core.Executions;
using Logos.Core.Work;
using Logos.Rules.Values;

namespace Logos.Workers.Caching;

/// <summary>
/// Keeps what nodes yielded, for those that are given the same again. Without the cache, or while it is away,
/// every node runs.
/// </summary>
public sealed class OutcomeCache(ICache cache, TimeProvider clock, CacheMeters? meters = null)
{
    /// <summary>A cache that takes longer to answer is one that is away.</summary>
    private static readonly TimeSpan LongestAnswer = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, TaskCompletionSource<bool>> _running = new(StringComparer.Ordinal);
    private long _failures;

    /// <summary>How often the cache could not be asked or told.</summary>
    public long Failures => Interlocked.Read(ref _failures);

    /// <param name="recall">Makes an outcome of what was kept; null when it is of no use here.</param>
    internal async Task<Outcome> RunAsync(string key, TimeSpan ttl, Func<Value, Outcome?> recall, Func<Task<Outcome>> run, CancellationToken cancellationToken)
    {
        if (await FindAsync(key, cancellationToken).ConfigureAwait(false) is { } known && recall(known) is { } recalled)
        {
            meters?.Hit();
            return recalled;
        }

        var mine = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        var first = _running.GetOrAdd(key, mine);
        if (first != mine)
        {
            // Another one is at the same: who waits for it runs only if it yields nothing.
            var kept = await first.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
            if (kept && await FindAsync(key, cancellationToken).ConfigureAwait(false) is { } fresh && recall(fresh) is { } again)
            {
                meters?.Hit();
                return again;
            }

            meters?.Miss();
            return await run().ConfigureAwait(false);
        }

        meters?.Miss();
        var isKept = false;
        try
        {
            var outcome = await run().ConfigureAwait(false);
            // What rests in a blob belongs to its execution, and goes with it.
            if (outcome is Outcome.Succeeded { Output.IsInline: true } good)
                isKept = await KeepAsync(key, good.Output.Json, ttl).ConfigureAwait(false);
            return outcome;
        }
        finally
        {
            _running.TryRemove(new(key, mine));
            mine.SetResult(isKept);
        }
    }

    private async ValueTask<Value?> FindAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            var asked = cache.FindAsync(key, cancellationToken);
            var found = asked.IsCompletedSuccessfully ? asked.Result : await asked.AsTask().WaitAsync(LongestAnswer, clock, cancellationToken).ConfigureAwait(false);
            return found is { } json ? ValueJson.Parse(json.Span) : default(Value?);
        }
        catch (Exception e) when (IsAway(e, cancellationToken))
        {
            Interlocked.Increment(ref _failures);
            return null;
        }
    }

    // The outcome is there, whatever becomes of it here: nobody's wish to stop takes it back.
    private async ValueTask<bool> KeepAsync(string key, ReadOnlyMemory<byte> json, TimeSpan ttl)
    {
        try
        {
            var told = cache.KeepAsync(key, json, ttl, CancellationToken.None);
            if (!told.IsCompletedSuccessfully)
                await told.AsTask().WaitAsync(LongestAnswer, clock).ConfigureAwait(false);
            return true;
        }
        catch (Exception e) when (IsAway(e, CancellationToken.None))
        {
            Interlocked.Increment(ref _failures);
            return false;
        }
    }

    private static bool IsAway(Exception exception, CancellationToken cancellationToken) =>
        exception is IOException or TimeoutException or JsonException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested);
}
