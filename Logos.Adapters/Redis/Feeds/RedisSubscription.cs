using Logos.Adapters.Redis.Connections;
using Logos.Core.Orchestration;

namespace Logos.Adapters.Redis.Feeds;

/// <summary>One reader's place in what is told of an execution: in Redis while it is there, in the store's rows while it is not.</summary>
internal sealed class RedisSubscription(RedisFeedReader reader, Guid root) : IFeedSubscription
{
    private readonly List<IAsyncDisposable> _listening = [];
    private TaskCompletionSource _called = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private FeedBatch? _known;
    private long _seen;
    private long _newest;
    private long _losses;
    private bool _hasEnded;
    private long? _awayAt;

    // Null while Redis is read.
    private TreeWatch? _tree;

    public async ValueTask BeginAsync(long? after, CancellationToken cancellationToken)
    {
        reader.Connection.Changed += Call;
        // Before anything is read: what comes in between calls.
        _listening.Add(await reader.Subscriber.ListenAsync(reader.Keys.Stream(root), Call, cancellationToken).ConfigureAwait(false));
        _listening.Add(await reader.Subscriber.ListenAsync(reader.Keys.Losses, Call, cancellationToken).ConfigureAwait(false));
        try
        {
            if (reader.Subscriber.Session == 0)
                throw new RedisUnavailableException(reader.Subscriber.Trouble?.Message ?? "nothing is heard from Redis", reader.Subscriber.Trouble);
            if (after is { } id)
                await GoOnAsync(id, cancellationToken).ConfigureAwait(false);
            else
                await GoToEndAsync(cancellationToken).ConfigureAwait(false);
            reader.Use.Succeeded();
        }
        catch (RedisException e)
        {
            reader.Use.Failed(reader.Connection, e);
            _known = await GoToStoreAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    public async ValueTask<FeedBatch?> ReadAsync(CancellationToken cancellationToken)
    {
        if (_known is { } known)
        {
            _known = null;
            return known;
        }

        while (true)
        {
            // Before it is looked: what comes in between calls again.
            var called = Volatile.Read(ref _called);
            if (_hasEnded)
                return null;
            var batch = _tree is null ? await LookAsync(cancellationToken).ConfigureAwait(false) : await AskAsync(_tree, cancellationToken).ConfigureAwait(false);
            if (batch is not null)
                return batch;
            if (_hasEnded)
                return null;
            var wait = _tree is not null ? reader.Options.PollInterval : _awayAt is not null ? reader.Options.Patience : Timeout.InfiniteTimeSpan;
            await called.Task.WaitAsync(wait, reader.Clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    public async ValueTask DisposeAsync()
    {
        reader.Connection.Changed -= Call;
        foreach (var each in _listening)
            await each.DisposeAsync().ConfigureAwait(false);
    }

    // A new source for whoever waits next stands before the old one calls.
    private void Call() =>
        Interlocked.Exchange(ref _called, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();

    /// <summary>From the beginning, or behind what the reader has seen, if that is known here.</summary>
    private async Task GoOnAsync(long after, CancellationToken cancellationToken)
    {
        var page = await FeedPage.FromAsync(reader.Connection, reader.Keys, root, after, cancellationToken).ConfigureAwait(false);
        if (after != 0 && page.Entries is [{ } seen, ..] && seen.Id == after)
        {
            (_seen, _losses, _hasEnded) = (after, seen.Losses, seen.HasEnded);
            _known = Take(page with { Entries = [.. page.Entries.Skip(1)] });
            return;
        }

        // What it brings along is of another time, or is forgotten.
        if (after != 0)
            page = await FeedPage.FromAsync(reader.Connection, reader.Keys, root, 0, cancellationToken).ConfigureAwait(false);
        _losses = page.Entries is [{ } first, ..] ? first.Losses : page.Losses;
        _known = Take(page);
        if (after != 0)
            _known = new(_known?.Events ?? [], IsAfterGap: true);
    }

    private async Task GoToEndAsync(CancellationToken cancellationToken)
    {
        var page = await FeedPage.NewestAsync(reader.Connection, reader.Keys, root, cancellationToken).ConfigureAwait(false);
        (_seen, _hasEnded, _losses) = page.Entries is [{ } last] ? (last.Id, last.HasEnded, page.Losses) : (0, false, page.Losses);
        _newest = Math.Max(_newest, _seen);
    }

    /// <returns>What is new in Redis; null when nothing is.</returns>
    private async Task<FeedBatch?> LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (!reader.IsThere)
                throw new RedisUnavailableException("nothing is heard from Redis", reader.Subscriber.Trouble);
            var page = await FeedPage.FromAsync(reader.Connection, reader.Keys, root, _seen + 1, cancellationToken).ConfigureAwait(false);
            reader.Use.Succeeded();
            _awayAt = null;
            return Take(page);
        }
        catch (RedisException e)
        {
            reader.Use.Failed(reader.Connection, e);
            // What is kept in Redis is still there when a cut connection is: nothing is missed by waiting for it a little.
            _awayAt ??= reader.Clock.GetTimestamp();
            if (reader.Clock.GetElapsedTime(_awayAt.Value) < reader.Options.Patience)
                return null;
            return await GoToStoreAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private FeedBatch? Take(FeedPage page)
    {
        var isAfterGap = false;
        var told = new List<FeedEvent>(page.Entries.Count);
        foreach (var entry in page.Entries)
        {
            isAfterGap |= entry.Before != _seen || entry.Losses != _losses || entry.Told is null;
            (_seen, _losses, _hasEnded) = (entry.Id, entry.Losses, entry.HasEnded);
            if (entry.Told is { } each)
                told.Add(each);
        }

        isAfterGap |= page.Losses != _losses;
        _losses = page.Losses;
        _newest = Math.Max(_newest, _seen);
        return told.Count > 0 || isAfterGap ? new(told, isAfterGap) : null;
    }

    /// <summary>What was missed on the way is not known: whoever reads is told so, after it is known how all stands here.</summary>
    private async Task<FeedBatch> GoToStoreAsync(CancellationToken cancellationToken)
    {
        var tree = new TreeWatch(root);
        if (await reader.LoadAsync(root, cancellationToken).ConfigureAwait(false) is { } now)
            tree.Look(now);
        (_tree, _awayAt) = (tree, null);
        return new([], IsAfterGap: true);
    }

    /// <returns>What is new in the store; null when nothing is.</returns>
    private async Task<FeedBatch?> AskAsync(TreeWatch tree, CancellationToken cancellationToken)
    {
        var isBack = await TryGoBackAsync(cancellationToken).ConfigureAwait(false);
        var now = await reader.LoadAsync(root, cancellationToken).ConfigureAwait(false);
        var events = (now is null ? [] : tree.Look(now)).Select(change => new FeedEvent(NextId(), change.Head, change.Changes)).ToList();
        if (now is not null || !isBack)
            _hasEnded = tree.HasEnded;
        if (!isBack)
            return events.Count > 0 ? new(events, IsAfterGap: false) : null;
        // Behind what Redis had by then comes what is called for; before it is what the store has just told.
        _tree = null;
        return events.Count > 0 || now is null ? new(events, IsAfterGap: now is null) : null;
    }

    private async Task<bool> TryGoBackAsync(CancellationToken cancellationToken)
    {
        if (!reader.IsThere)
            return false;
        try
        {
            await GoToEndAsync(cancellationToken).ConfigureAwait(false);
            reader.Use.Succeeded();
            return true;
        }
        catch (RedisException e)
        {
            reader.Use.Failed(reader.Connection, e);
            return false;
        }
    }

    private long NextId() => _newest = Math.Max(_newest + 1, FeedKeys.Id(reader.Clock.GetUtcNow()));
}
