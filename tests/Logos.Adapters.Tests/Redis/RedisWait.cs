using Logos.Adapters.Redis.Connections;

namespace Logos.Adapters.Tests.Redis;

internal static class RedisWait
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>Until the connection has become what is wanted, as it tells by itself.</summary>
    public static Task UntilAsync(this RedisConnection connection, Func<RedisConnection, bool> wanted)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        connection.Changed += Look;
        Look();
        return reached.Task.WaitAsync(Longest, TestContext.Current.CancellationToken);

        void Look()
        {
            if (wanted(connection))
                reached.TrySetResult();
        }
    }

    public static Task UntilConnectedAsync(this RedisConnection connection, int after = 0) => connection.UntilAsync(each => each.Session > after);

    public static Task UntilAwayAsync(this RedisConnection connection) => connection.UntilAsync(each => each.Trouble is not null);

    public static async Task<T> InTime<T>(this ValueTask<T> task) => await task.AsTask().WaitAsync(Longest, TestContext.Current.CancellationToken);

    public static async Task InTime(this Task task) => await task.WaitAsync(Longest, TestContext.Current.CancellationToken);

    public static async Task<T> InTime<T>(this Task<T> task) => await task.WaitAsync(Longest, TestContext.Current.CancellationToken);
}
