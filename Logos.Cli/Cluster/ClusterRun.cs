using Logos.Cli.Application;
using Logos.Cli.Cluster.Logs;
using Logos.Cli.Cluster.Replicas;
using Logos.Cli.Cluster.Servers;
using Logos.Cli.Output;
using Logos.Cli.Run;
using Logos.Cli.Terminals;
using Logos.Cli.Up;
using Logos.Gateway.Access;
using Logos.Orchestrator.Hosting;
using Logos.Rules.Faults;
using Logos.ServiceDefaults.Programs;

namespace Logos.Cli.Cluster;

/// <summary>One cluster of processes, from its options to its end.</summary>
internal sealed class ClusterRun(Terminal terminal, bool json, ClusterShape shape, ThisProgram program)
{
    public const string Folder = "logos-cluster";

    // What a service needs beside its running nodes' time to end.
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(10);

    public required string Urls { get; init; }

    public required string Data { get; init; }

    public string? Graphs { get; init; }

    public bool NoAuth { get; init; }

    public string? Log { get; init; }

    public string? Format { get; init; }

    private string Path => System.IO.Path.GetFullPath(Data, terminal.WorkingDirectory);

    public async Task<int> RunAsync(Interruption interruption)
    {
        if (ListenAddress.Parse(Urls, out var fault) is not { } addresses || GatewayAddresses.Of(addresses, shape.Gateways, out fault) is not { } gateways)
            return Refuse(fault!, ExitCode.WrongUsage);
        if (NoAuth && OpenDoor.Refusal(addresses) is { } open)
            return Refuse(open, ExitCode.WrongUsage);
        if (Graphs is not null)
            return Refuse(new(CliCodes.WrongUsage.Code, "--graphs is for a server in one process: a cluster keeps its graphs in the database") { Hint = "leave it out, and store them once it is ready: logos submit FILE" }, ExitCode.WrongUsage);
        if (LevelChoice.Of(Log, terminal, out fault) is not { } level)
            return Refuse(fault!, ExitCode.InputAtFault);
        KnownVariable.ReadAll(EngineVariables.All, CliCodes.BadVariable.Code, terminal.Variable, out var faults);
        if (faults.Count > 0)
            return Failure.Tell(faults, "", null, json, terminal);
        if (ClusterFolder.Refuse(Path, Visible.Of(Data)) is { } strange)
            return Refuse(strange, ExitCode.InputAtFault);
        if (ClusterSettings.Read(terminal, out fault) is not { } settings)
            return Refuse(fault!, ExitCode.InputAtFault);
        var programs = shape.HasServers ? ServerPrograms.Find(terminal, PostgresServer.MajorOf(Path), out fault) : null;
        var connections = shape.HasServers ? null : Connections.Find(terminal, settings, out fault);
        if (fault is not null)
            return Refuse(fault, ExitCode.InputAtFault);
        try
        {
            // Who is in the folder says more than who has the port.
            if (!HomeFolder.IsInUse(Path))
                ListenProbe.Try(gateways.SelectMany(list => list));
        }
        catch (Exception e) when (StartFaults.Of(e, Visible.Of(Data)) is { } told)
        {
            return Failure.Tell(told.Faults, "", null, json, terminal, told.Code);
        }

        using var held = ClusterFolder.Take(Path, Visible.Of(Data), shape.HasServers, terminal.Clock, out fault);
        if (held is null)
            return Refuse(fault!, ExitCode.InputAtFault);
        var names = ServiceParts.Names(shape).Concat(shape.HasServers ? ["postgres", "rabbitmq", "redis"] : []);
        var log = new MergedLog(terminal, LevelChoice.FormatOf(Format, terminal), level, names.Max(name => name.Length));
        using var health = new ServiceHealth(terminal.Clock);
        await using var cluster = new RunningCluster(log, terminal.Clock);
        var start = new ClusterStart(cluster, log, terminal.Clock)
        {
            Shape = shape,
            Servers = programs is null ? null : new(Path, programs, log, terminal.Clock),
            Connections = connections,
            KeyFile = settings.HasKeys ? null : settings.KeyFile(Path),
            Services = at => new(program, terminal.WorkingDirectory, settings.Variables(at, Path, level, NoAuth), settings.Grace + Rest, health),
            Gateways = gateways,
            AsksForToken = !NoAuth,
        };
        return await new ClusterSession(terminal, json, cluster, log)
        {
            Announce = welcome => new(GatewayAddresses.Reached(gateways[0][0]), Path, welcome) { Gateways = [.. gateways.Select(list => GatewayAddresses.Reached(list[0]))], HasServers = shape.HasServers },
            Grace = settings.Grace,
        }.RunAsync(start, interruption);
    }

    private int Refuse(Fault fault, int code) => Failure.Tell([fault], "", null, json, terminal, code);
}
