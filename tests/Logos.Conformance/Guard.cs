namespace Logos.Conformance;

/// <summary>Bounds a wait for something that is bound to happen: generous, since it only ever runs out when a test has failed.</summary>
internal static class Guard
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public static Task InTime(this Task task) => task.WaitAsync(Longest, Token);

    public static Task<T> InTime<T>(this Task<T> task) => task.WaitAsync(Longest, Token);

    public static Task<T> InTime<T>(this ValueTask<T> task) => task.AsTask().InTime();

    public static Task InTime(this ValueTask task) => task.AsTask().InTime();
}
