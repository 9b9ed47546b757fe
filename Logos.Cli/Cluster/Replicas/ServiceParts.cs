using Logos.Cli.Application;
using Logos.Cli.Cluster.Logs;
using Logos.Cli.Cluster.Parts;
using Logos.ServiceDefaults.Faults;

namespace Logos.Cli.Cluster.Replicas;

/// <summary>The services of a cluster as parts of it: this program again, told by its environment what it is.</summary>
/// <param name="variables">What all of them are told.</param>
/// <param name="patience">How long each may take to end.</param>
internal sealed class ServiceParts(ThisProgram program, string folder, IReadOnlyDictionary<string, string> variables, TimeSpan patience, ServiceHealth health)
{
    // Each of them comes before ASPNETCORE_URLS.
    private static readonly string[] Elsewhere = ["URLS", "DOTNET_URLS", "HTTP_PORTS", "DOTNET_HTTP_PORTS", "ASPNETCORE_HTTP_PORTS", "HTTPS_PORTS", "ASPNETCORE_HTTPS_PORTS"];

    public static IEnumerable<string> Names(ClusterShape shape) =>
    [
        .. Many("gateway", shape.Gateways),
        .. Many("orchestrator", shape.Orchestrators),
        .. Many("workers", shape.Workers),
    ];

    public IEnumerable<Part> Of(ClusterShape shape, IReadOnlyList<IReadOnlyList<string>> gateways) =>
    [
        .. Many("orchestrator", shape.Orchestrators).Select(name => Inner(name, PartKind.Orchestrator, "orchestrator")),
        .. Many("workers", shape.Workers).Select(name => Inner(name, PartKind.Workers, "workers")),
        .. Many("gateway", shape.Gateways).Select((name, at) => ToPart(name, PartKind.Gateway, "gateway", () => gateways[at])),
    ];

    private static IEnumerable<string> Many(string name, int count) => Enumerable.Range(1, count).Select(number => $"{name}-{number}");

    // Nobody asks for it but this cluster: a port that somebody took meanwhile is another at the next start.
    private Part Inner(string name, PartKind kind, string service) => ToPart(name, kind, service, () => [$"http://127.0.0.1:{FreePort.Take()}"]);

    private Part ToPart(string name, PartKind kind, string service, Func<IReadOnlyList<string>> listen) => new(name, kind, _ =>
    {
        var addresses = listen();
        var reached = GatewayAddresses.Reached(addresses[0]);
        return Task.FromResult(new Launch(program.Program, [.. program.Arguments, service])
        {
            Folder = folder,
            Address = reached,
            Variables = new Dictionary<string, string>(variables) { ["ASPNETCORE_URLS"] = string.Join(';', addresses) },
            Without = Elsewhere,
            WhenReady = cancellationToken => health.WhenReadyAsync(reached, cancellationToken),
        });
    }, ServiceLines.Read)
    {
        // Whoever takes work ends first, then whoever does it, then whoever owns it.
        Ending = kind switch
        {
            PartKind.Gateway => 0,
            PartKind.Workers => 1,
            _ => 2,
        },
        Patience = patience,
        // A port that somebody took is another at the next start, or free.
        IsHopeless = (code, lines) => code == ExitCode.InputAtFault && !lines.Any(line => line.Message.Contains(ServiceCodes.CannotListen, StringComparison.Ordinal)),
    };
}
