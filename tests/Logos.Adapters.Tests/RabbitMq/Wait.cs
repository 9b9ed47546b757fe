using Logos.Adapters.RabbitMq;

namespace Logos.Adapters.Tests.RabbitMq;

/// <summary>Bounds a wait for something that is bound to happen.</summary>
internal static class Wait
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public static Task InTime(this Task task) => task.WaitAsync(Longest, Token);

    public static Task<T> InTime<T>(this Task<T> task) => task.WaitAsync(Longest, Token);

    public static Task InTime(this ValueTask task) => task.AsTask().InTime();

    public static Task<T> InTime<T>(this ValueTask<T> task) => task.AsTask().InTime();

    /// <summary>For what a server does some time, and tells nobody.</summary>
    public static async Task UntilAsync(Func<bool> isSo)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Token);
        enough.CancelAfter(Longest);
        while (!isSo())
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, enough.Token);
    }

    public static Task UntilConnectedAsync(RabbitMqBroker broker, bool isConnected = true) => UntilAsync(() => broker.IsConnected == isConnected);
}
