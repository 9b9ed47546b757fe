using Logos.Cli.Cluster.Logs;

namespace Logos.Cli.Cluster.Servers;

/// <summary>Servers of an earlier start, whose parent was killed, are about to end: two on one folder would spoil it.</summary>
internal static class EarlierServers
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    /// <exception cref="PreparationException">One does not end.</exception>
    public static async Task WhenGoneAsync(string cluster, MergedLog log, TimeProvider clock, CancellationToken cancellationToken)
    {
        var folder = ServerFolder.Of(cluster);
        if (!Directory.Exists(folder))
            return;
        var began = clock.GetTimestamp();
        var isTold = false;
        foreach (var mark in Directory.GetDirectories(folder).Select(server => Path.Combine(server, ServerFolder.MarkName)))
        {
            while (await IsThereAsync(mark, cancellationToken))
            {
                if (!isTold)
                    log.Say("waits for servers of an earlier start to end");
                isTold = true;
                if (clock.GetElapsedTime(began) > Longest)
                    throw new PreparationException($"a server of an earlier start still runs in {Visible.Of(Path.GetDirectoryName(mark)!)}", $"end the process that {mark} names");
                await Task.Delay(Look, clock, cancellationToken);
            }
        }
    }

    // A number that another process has by now is told by what that one was started with.
    private static async Task<bool> IsThereAsync(string mark, CancellationToken cancellationToken)
    {
        try
        {
            return int.TryParse((await File.ReadAllTextAsync(mark, cancellationToken)).Trim(), out var process)
                && (await Tool.TryAsync(["ps", "-ww", "-o", "args=", "-p", $"{process}"], null, cancellationToken)).Output.Contains(mark, StringComparison.Ordinal);
        }
        catch (FileNotFoundException)
        {
            return false;
        }
    }
}
