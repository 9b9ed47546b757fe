using Logos.Adapters.Redis.Connections;
using Logos.Adapters.Redis.Resp;

namespace Logos.Workers.Db.Redis;

/// <summary>One node's time on a connection; disposed, it goes back to those that are open.</summary>
internal sealed class RedisSession(RedisPool pool, RedisLink link) : IAsyncDisposable
{
    // A node's own time ends it sooner, or much later where somebody has given it that.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    private int _open;

    /// <returns>What the server answered; never an error.</returns>
    /// <exception cref="RedisException">It could not be asked, or answered with an error.</exception>
    public async ValueTask<RespValue> SendAsync(RedisArgument[] command, CancellationToken cancellationToken)
    {
        // What was asked and not waited for would be somebody else's answer.
        Interlocked.Increment(ref _open);
        try
        {
            var answer = await link.SendAsync(command, Longest, isSubscription: false, cancellationToken).ConfigureAwait(false);
            Interlocked.Decrement(ref _open);
            return answer;
        }
        catch (RedisServerException)
        {
            Interlocked.Decrement(ref _open);
            throw;
        }
    }

    public ValueTask DisposeAsync() => pool.ReturnAsync(link, isClean: Volatile.Read(ref _open) == 0);
}
