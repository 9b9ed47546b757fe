using System.Globalization;
using Logos.Cli.Cluster.Logs;
using Logos.Cli.Cluster.Parts;

namespace Logos.Cli.Cluster.Servers;

/// <summary>Redis, which writes down what it holds.</summary>
internal sealed class RedisServer(string cluster, ServerPrograms programs, ServerAccess access)
{
    private readonly ServerFolder _folder = new(cluster, "redis");

    private string Port => access.Port.ToString(CultureInfo.InvariantCulture);

    public Part ToPart() => new("redis", PartKind.Server, LaunchAsync, ServerLines.Redis) { Ending = 10 };

    public void Prepare() => _folder.Write("redis.conf", "bind 127.0.0.1", $"port {Port}", $"requirepass {access.Password}", "appendonly yes", "save \"\"", "daemonize no");

    // Its files are named from the folder that it runs in.
    private Task<Launch> LaunchAsync(CancellationToken cancellationToken) => Task.FromResult(new Launch(programs.Redis, ["redis.conf"])
    {
        Folder = _folder.Path,
        Address = $"127.0.0.1:{Port}",
        Guard = _folder.Guard("TERM"),
        SaysReady = text => text.Contains("Ready to accept connections", StringComparison.Ordinal),
    });
}
