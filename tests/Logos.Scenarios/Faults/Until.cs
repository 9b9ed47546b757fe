using Npgsql;

namespace Logos.Scenarios.Faults;

/// <summary>Looks again and again at what nobody tells of by itself.</summary>
internal static class Until
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <param name="trouble">Null once it is so; else what is still to be waited for.</param>
    /// <param name="patience">Longer fails the test.</param>
    public static async Task TrueAsync(Func<Task<string?>> trouble, TimeSpan patience)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (await LookAsync(trouble) is { } left)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < patience, $"not within {patience.TotalSeconds} s: {left}");
            await Task.Delay(Pause, TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    private static async Task<string?> LookAsync(Func<Task<string?>> trouble)
    {
        try
        {
            return await trouble();
        }
        catch (Exception e) when (e is HttpRequestException or IOException or NpgsqlException)
        {
            return e.Message;
        }
    }
}
