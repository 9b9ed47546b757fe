using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Logos.Cli.Cluster.Logs;
using Logos.Cli.Cluster.Parts;

namespace Logos.Cli.Cluster.Servers;

/// <summary>
/// RabbitMQ: a node with a cookie of its own that only loopback reaches. Its mapper of ports is a part too: one that the
/// node started for itself would be nobody's child, and stay.
/// </summary>
internal sealed class RabbitMqServer(string cluster, ServerPrograms programs, ServerSettings settings, TimeProvider clock)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(25);

    // Which nodes it knows: its length in two bytes, and its letter.
    private static readonly byte[] NamesRequest = [0, 1, (byte)'n'];

    private readonly ServerFolder _folder = new(cluster, "rabbitmq");
    private readonly ServerFolder _mapperFolder = new(cluster, "epmd");

    // What the machine's own RabbitMQ is set to is not for this one.
    private static string[] Foreign =>
        [.. Environment.GetEnvironmentVariables().Keys.Cast<string>().Where(name => name.StartsWith("RABBITMQ_", StringComparison.Ordinal) || name.StartsWith("ERL_", StringComparison.Ordinal))];

    private Dictionary<string, string> MapperVariables => new()
    {
        ["ERL_EPMD_PORT"] = Text(settings.PortMapperPort),
        ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
    };

    private Dictionary<string, string> Variables => new(MapperVariables)
    {
        ["HOME"] = _folder.Path,
        ["RABBITMQ_NODENAME"] = "logos@localhost",
        ["RABBITMQ_NODE_IP_ADDRESS"] = "127.0.0.1",
        ["RABBITMQ_NODE_PORT"] = Text(settings.RabbitMq.Port),
        ["RABBITMQ_DIST_PORT"] = Text(settings.RabbitMqNodePort),
        ["RABBITMQ_MNESIA_BASE"] = _folder.In("mnesia"),
        ["RABBITMQ_LOG_BASE"] = _folder.In("log"),
        ["RABBITMQ_LOGS"] = "-",
        ["RABBITMQ_CONFIG_FILE"] = _folder.In("rabbitmq.conf"),
        ["RABBITMQ_CONF_ENV_FILE"] = _folder.In("rabbitmq-env.conf"),
        ["RABBITMQ_ENABLED_PLUGINS_FILE"] = _folder.In("enabled_plugins"),
        ["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] = "-kernel inet_dist_use_interface {127,0,0,1}",
        // The script becomes the server then, instead of standing before it.
        ["RABBITMQ_ALLOW_INPUT"] = "1",
        ["RABBITMQ_SERVER_START_ARGS"] = "-noinput",
    };

    public Part ToPart() => new("rabbitmq", PartKind.Server, LaunchAsync, ServerLines.RabbitMq) { Ending = 11, Patience = TimeSpan.FromSeconds(60) };

    public Part ToMapperPart() => new("epmd", PartKind.Server, LaunchMapperAsync, ServerLines.Other) { Ending = 12 };

    public void Prepare()
    {
        _folder.Write("enabled_plugins", "[].");
        _folder.Write("rabbitmq-env.conf", "# In place of the machine's own.");
        _folder.Write("rabbitmq.conf", "log.console = true", "log.console.level = info", "log.file = false", "disk_free_limit.absolute = 50MB", "default_user = logos", $"default_pass = {settings.RabbitMq.Password}");
    }

    private Task<Launch> LaunchAsync(CancellationToken cancellationToken) => Task.FromResult(new Launch(programs.RabbitMq, [])
    {
        Folder = _folder.Path,
        Address = $"127.0.0.1:{Text(settings.RabbitMq.Port)}",
        Variables = Variables,
        Without = Foreign,
        Guard = _folder.Guard("TERM"),
        SaysReady = text => text.Contains("Server startup complete", StringComparison.Ordinal),
    });

    private Task<Launch> LaunchMapperAsync(CancellationToken cancellationToken) => Task.FromResult(new Launch(programs.PortMapper, [])
    {
        Folder = _mapperFolder.Path,
        Address = $"127.0.0.1:{Text(settings.PortMapperPort)}",
        Variables = MapperVariables,
        Without = Foreign,
        Guard = _mapperFolder.Guard("TERM"),
        WhenReady = WhenMappedAsync,
    });

    // It says nothing: it is there when it answers.
    private async Task WhenMappedAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            using var client = new TcpClient(AddressFamily.InterNetwork);
            try
            {
                await client.ConnectAsync(IPAddress.Loopback, settings.PortMapperPort, cancellationToken);
                await client.GetStream().WriteAsync(NamesRequest, cancellationToken);
                if (await client.GetStream().ReadAsync(new byte[4], cancellationToken) > 0)
                    return;
            }
            catch (Exception e) when (e is SocketException or IOException)
            {
                // It is not there yet.
            }

            await Task.Delay(Look, clock, cancellationToken);
        }
    }

    private static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);
}
