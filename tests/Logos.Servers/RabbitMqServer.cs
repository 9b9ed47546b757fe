using System.Globalization;

namespace Logos.Servers;

/// <summary>RabbitMQ: a node with an own name, cookie and mapper of ports, so that it knows no other on this machine.</summary>
public sealed class RabbitMqServer : ServerProcess
{
    private readonly string[] _settings;
    private readonly int[] _ports = FreePorts.Take(2);

    /// <param name="settings">As in <c>rabbitmq.conf</c>.</param>
    public RabbitMqServer(params string[] settings) => _settings = settings;

    public Uri Uri => new($"amqp://guest:guest@127.0.0.1:{Port.ToString(CultureInfo.InvariantCulture)}/");

    protected override string Program => Find("rabbitmq-server", "/usr/lib/rabbitmq/bin");

    protected override IEnumerable<string> Arguments => [];

    protected override IReadOnlyDictionary<string, string> Variables => new Dictionary<string, string>
    {
        ["HOME"] = Folder,
        ["ERL_EPMD_PORT"] = _ports[0].ToString(CultureInfo.InvariantCulture),
        ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
        ["RABBITMQ_NODENAME"] = $"logos{Port.ToString(CultureInfo.InvariantCulture)}@localhost",
        ["RABBITMQ_NODE_IP_ADDRESS"] = "127.0.0.1",
        ["RABBITMQ_NODE_PORT"] = Port.ToString(CultureInfo.InvariantCulture),
        ["RABBITMQ_DIST_PORT"] = _ports[1].ToString(CultureInfo.InvariantCulture),
        ["RABBITMQ_MNESIA_BASE"] = Path.Combine(Folder, "mnesia"),
        ["RABBITMQ_LOG_BASE"] = Path.Combine(Folder, "log"),
        ["RABBITMQ_LOGS"] = "-",
        ["RABBITMQ_CONFIG_FILE"] = Path.Combine(Folder, "rabbitmq.conf"),
        ["RABBITMQ_ENABLED_PLUGINS_FILE"] = Path.Combine(Folder, "enabled_plugins"),
        // The script becomes the server then, instead of standing before it.
        ["RABBITMQ_ALLOW_INPUT"] = "1",
        ["RABBITMQ_SERVER_START_ARGS"] = "-noinput",
    };

    protected override bool IsReady(string line) => line.Contains("Server startup complete", StringComparison.Ordinal);

    /// <summary>As <c>rabbitmqctl</c> does it.</summary>
    public Task<string> ControlAsync(params string[] arguments) =>
        Tool.RunAsync(Find("rabbitmqctl", "/usr/lib/rabbitmq/bin"), arguments, Variables);

    /// <summary>Everything it held is lost; it starts as a new one.</summary>
    public async Task LoseEverythingAsync()
    {
        await KillAsync();
        Directory.Delete(Path.Combine(Folder, "mnesia"), recursive: true);
        await StartAsync();
    }

    protected override async Task PrepareAsync()
    {
        await File.WriteAllTextAsync(Path.Combine(Folder, "enabled_plugins"), "[].\n");
        await File.WriteAllLinesAsync(Path.Combine(Folder, "rabbitmq.conf"), ["log.console = true", "log.console.level = info", "log.file = false", "disk_free_limit.absolute = 50MB", .. _settings]);
    }

    public override async ValueTask DisposeAsync()
    {
        await KillAsync();
        // The mapper of ports is a daemon that the node starts for itself, and nobody's child.
        await Tool.RunAsync("/bin/sh", ["-c", "epmd -port \"$1\" -kill >/dev/null 2>&1 || true", "sh", _ports[0].ToString(CultureInfo.InvariantCulture)], Variables);
        await base.DisposeAsync();
    }
}
