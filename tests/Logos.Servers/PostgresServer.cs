using System.Globalization;

namespace Logos.Servers;

/// <summary>PostgreSQL, which refuses to run as root: it runs as the user that Debian's package makes.</summary>
public sealed class PostgresServer : ServerProcess
{
    private readonly string[] _settings;

    /// <param name="settings">As in its configuration file, such as <c>fsync=off</c>.</param>
    public PostgresServer(params string[] settings) => _settings = settings;

    private string Data => Path.Combine(Folder, "data");

    protected override string Program => Environment.IsPrivilegedProcess ? "/usr/bin/setpriv" : Binary("postgres");

    protected override IEnumerable<string> Arguments =>
    [
        .. Environment.IsPrivilegedProcess ? (string[])["--reuid=postgres", "--regid=postgres", "--clear-groups", Binary("postgres")] : [],
        "-D", Data,
        .. new[]
        {
            $"port={Port.ToString(CultureInfo.InvariantCulture)}", "listen_addresses=127.0.0.1", "unix_socket_directories=",
            "max_connections=200", "log_min_messages=warning", "lc_messages=C", "max_prepared_transactions=10",
        }.Concat(_settings).SelectMany(setting => (string[])["-c", setting]),
    ];

    // A smart shutdown waits for every client to leave.
    protected override string StopSignal => "INT";

    /// <summary>To the database of that name.</summary>
    public string ConnectionString(string database = "postgres") =>
        $"Host=127.0.0.1;Port={Port.ToString(CultureInfo.InvariantCulture)};Database={database};Username=postgres";

    protected override bool IsReady(string line) => line.Contains("database system is ready to accept connections", StringComparison.Ordinal);

    protected override async Task PrepareAsync()
    {
        string[] init = [Binary("initdb"), "-D", Data, "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"];
        if (Environment.IsPrivilegedProcess)
        {
            await Tool.RunAsync("chown", ["postgres", Folder]);
            init = ["/usr/bin/setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", .. init];
        }

        await Tool.RunAsync(init[0], init[1..]);
    }

    private static string Binary(string program) =>
        Find(program, Directory.Exists("/usr/lib/postgresql") ? [.. Directory.GetDirectories("/usr/lib/postgresql").OrderDescending(StringComparer.Ordinal).Select(version => Path.Combine(version, "bin"))] : []);
}
