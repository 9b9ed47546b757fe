using Logos.Cli.Application;
using Logos.Cli.Cluster.Logs;
using Logos.Cli.Cluster.Parts;
using Logos.Cli.Output;
using Logos.Cli.Run;
using Logos.Cli.Terminals;
using Logos.Cli.Up;
using Logos.Core.Graphs.Definition;
using Logos.Gateway.Access;

namespace Logos.Cli.Cluster;

/// <summary>A cluster from its start until it is asked to end, or a part of it fails for good.</summary>
internal sealed class ClusterSession(Terminal terminal, bool json, RunningCluster cluster, MergedLog log)
{
    private volatile bool _isKilled;

    public required Func<Welcome?, Announcement> Announce { get; init; }

    public required TimeSpan Grace { get; init; }

    public async Task<int> RunAsync(ClusterStart start, Interruption interruption)
    {
        interruption.LastWord = KillAll;
        try
        {
            if (await StartAsync(start, interruption) is { } refused)
                return refused;
            await Task.WhenAny(interruption.Asked, cluster.WhenFailed);
            if (cluster.WhenFailed.IsCompleted)
                throw await cluster.WhenFailed;
            log.Say($"stopping: running nodes have {Duration.Format(Grace)} to end; Ctrl-C again ends all at once");
            await StopAsync();
            log.Say("stopped; what has not ended goes on at the next start");
            return ExitCode.Good;
        }
        catch (Exception e) when (ClusterFaults.Of(e) is { } told)
        {
            await StopAsync();
            if (e is PartFailedException failed)
                log.WriteRest(failed.Part.Name, failed.Part.Kind, failed.LastLines);
            return Failure.Tell([told.Fault], "", null, json, terminal, told.Code);
        }
    }

    private async Task StopAsync()
    {
        await cluster.StopAsync();
        // The process ends as soon as the second signal was heard: nothing more is said.
        if (_isKilled)
            await Task.Delay(Timeout.InfiniteTimeSpan, terminal.Clock);
    }

    private void KillAll()
    {
        _isKilled = true;
        cluster.Kill();
        log.Say("ended at once; what has not ended goes on at the next start");
    }

    /// <returns>The exit code when it is not to go on.</returns>
    private async Task<int?> StartAsync(ClusterStart start, Interruption interruption)
    {
        using var asked = new CancellationTokenSource();
        var starting = start.RunAsync(asked.Token);
        if (await Task.WhenAny(starting, interruption.Asked) == interruption.Asked)
            await asked.CancelAsync();
        Announcement said;
        try
        {
            said = Announce(await starting);
        }
        catch (OperationCanceledException) when (asked.IsCancellationRequested)
        {
            return null;
        }

        said.Print(terminal, json);
        if (terminal.OutputTrouble() is not { } trouble)
            return null;
        if (said.Token is { } token)
            await start.ForgetAsync(token);
        Failure.Show([said.Token is null
            ? new(CliCodes.Unwritable.Code, $"standard output cannot be written: {trouble}") { Hint = "the cluster runs all the same; its sign-in link was not shown" }
            : new(CliCodes.UnseenToken.Code, $"the first start's admin token could not be shown, since standard output cannot be written: {trouble}") { Hint = "the cluster is stopped; its next start shows another" }], "", null, terminal);
        terminal.Error.Flush();
        return said.Token is null ? null : ExitCode.RunFailed;
    }
}
