using Logos.Adapters.Faults;
using Logos.Cli.Application;
using Logos.Cli.Cluster.Logs;
using Logos.Cli.Cluster.Parts;
using Logos.Cli.Cluster.Servers;
using Logos.Cli.Output;
using Logos.Cli.Run;
using Logos.Cli.Terminals;
using Logos.Cli.Up;
using Logos.Rules.Faults;

namespace Logos.Cli.Cluster;

/// <summary>The servers of a cluster without its services, from their start until somebody asks them to end.</summary>
internal sealed class ServersRun(Terminal terminal, bool json)
{
    private static readonly TimeSpan LongestEnd = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    public required string Data { get; init; }

    public required ServerWishes Wishes { get; init; }

    public string? Log { get; init; }

    private string Path => System.IO.Path.GetFullPath(Data, terminal.WorkingDirectory);

    public int Check()
    {
        if (ServerPrograms.Find(terminal, PostgresServer.MajorOf(Path), out var fault) is not { } programs)
            return Refuse(fault!, ExitCode.InputAtFault);
        if (json)
        {
            JsonLine.Print(terminal.Output, to =>
            {
                to.WriteString("postgres", programs.Postgres);
                to.WriteString("redis", programs.Redis);
                to.WriteString("rabbitmq", programs.RabbitMq);
            });
            return ExitCode.Good;
        }

        foreach (var program in new[] { programs.Postgres, programs.Redis, programs.RabbitMq })
            terminal.Output.WriteLine(Visible.Of(program));
        return ExitCode.Good;
    }

    public async Task<int> RunAsync(Interruption interruption)
    {
        if (LevelChoice.Of(Log, terminal, out var fault) is not { } level)
            return Refuse(fault!, ExitCode.InputAtFault);
        // It goes into files of settings and addresses as it is.
        if (Wishes.Password is { } password && !password.All(char.IsAsciiLetterOrDigit))
            return Refuse(new(CliCodes.BadVariable.Code, $"the password in {ServerWishes.PasswordVariable} has something else than letters and digits in it"), ExitCode.InputAtFault);
        if (ClusterFolder.Refuse(Path, Visible.Of(Data)) is { } strange)
            return Refuse(strange, ExitCode.InputAtFault);
        if (ServerPrograms.Find(terminal, PostgresServer.MajorOf(Path), out fault) is not { } programs)
            return Refuse(fault!, ExitCode.InputAtFault);
        (var folder, fault) = await TakeAsync(interruption);
        using var held = folder;
        if (held is null)
            return Refuse(fault!, ExitCode.InputAtFault);
        var log = new MergedLog(terminal, LevelChoice.FormatOf(null, terminal), level, "rabbitmq".Length);
        await using var cluster = new RunningCluster(log, terminal.Clock);
        interruption.LastWord = cluster.Kill;
        try
        {
            await StartAsync(new(Path, programs, log, terminal.Clock) { Wishes = Wishes }, cluster, interruption);
            if (!interruption.Asked.IsCompleted)
                log.Say($"PostgreSQL, RabbitMQ and Redis are ready; {Visible.Of(System.IO.Path.Combine(Data, ServerSettings.Name))} has their ports and passwords");
            await Task.WhenAny(interruption.Asked, cluster.WhenFailed);
            if (cluster.WhenFailed.IsCompleted)
                throw await cluster.WhenFailed;
            await cluster.StopAsync();
            return ExitCode.Good;
        }
        catch (Exception e) when (ClusterFaults.Of(e) is { } told)
        {
            await cluster.StopAsync();
            if (e is PartFailedException failed)
                log.WriteRest(failed.Part.Name, failed.Part.Kind, failed.LastLines);
            return Refuse(told.Fault, told.Code);
        }
    }

    // An editor's Stop ends what it had started a little later than it lets one start again.
    private async Task<(IDisposable? Held, Fault? Fault)> TakeAsync(Interruption interruption)
    {
        for (var began = terminal.Clock.GetTimestamp(); ;)
        {
            var held = ClusterFolder.Take(Path, Visible.Of(Data), hasServers: true, terminal.Clock, out var fault);
            if (fault?.Code != AdaptersCodes.JournalInUse || interruption.Asked.IsCompleted || terminal.Clock.GetElapsedTime(began) >= LongestEnd)
                return (held, fault);
            await Task.WhenAny(interruption.Asked, Task.Delay(Pause, terminal.Clock));
        }
    }

    private static async Task StartAsync(OwnServers servers, RunningCluster cluster, Interruption interruption)
    {
        using var asked = new CancellationTokenSource();
        var starting = servers.StartAsync(cluster, asked.Token);
        if (await Task.WhenAny(starting, interruption.Asked) == interruption.Asked)
            await asked.CancelAsync();
        try
        {
            await starting;
        }
        catch (OperationCanceledException) when (asked.IsCancellationRequested)
        {
            // What had begun is stopped with the rest.
        }
    }

    private int Refuse(Fault fault, int code) => Failure.Tell([fault], "", null, json, terminal, code);
}
