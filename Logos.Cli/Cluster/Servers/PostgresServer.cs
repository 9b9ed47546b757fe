using System.Globalization;
using Logos.Cli.Cluster.Logs;
using Logos.Cli.Cluster.Parts;

namespace Logos.Cli.Cluster.Servers;

/// <summary>PostgreSQL with one database, <c>logos</c>. It refuses to run as root: there it runs as the user that packages make for it.</summary>
internal sealed class PostgresServer(string cluster, ServerPrograms programs, ServerAccess access)
{
    public const string Name = "postgres";

    private const string User = "postgres";

    private readonly ServerFolder _folder = new(cluster, Name);

    private static IReadOnlyList<string> As => Environment.IsPrivilegedProcess ? ["setpriv", $"--reuid={User}", $"--regid={User}", "--init-groups"] : [];

    private string Data => _folder.In("data");

    /// <returns>The version that the data in a cluster's folder are of; null when there are none yet.</returns>
    public static string? MajorOf(string cluster)
    {
        var version = Path.Combine(cluster, "servers", Name, "data", "PG_VERSION");
        return File.Exists(version) ? File.ReadAllText(version).Trim() : null;
    }

    public Part ToPart() => new(Name, PartKind.Server, LaunchAsync, ServerLines.Postgres) { Ending = 12, Patience = TimeSpan.FromSeconds(60) };

    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        if (Environment.IsPrivilegedProcess)
            await HandOverAsync(cancellationToken);
        if (Directory.Exists(Data))
            return;
        var unfinished = _folder.In("data.part");
        if (Directory.Exists(unfinished))
            Directory.Delete(unfinished, recursive: true);
        _folder.Write("password", access.Password);
        try
        {
            if (Environment.IsPrivilegedProcess)
                await Tool.RunAsync(["chown", User, _folder.In("password")], null, cancellationToken);
            await Tool.RunAsync([.. As, programs.InitDb, "-D", unfinished, "-U", "logos", "--auth=scram-sha-256", $"--pwfile={_folder.In("password")}", "--encoding=UTF8", $"--locale={(OperatingSystem.IsLinux() ? "C.UTF-8" : "C")}"], null, cancellationToken);
        }
        finally
        {
            File.Delete(_folder.In("password"));
        }

        await Tool.RunAsync([.. As, programs.Postgres, "--single", "-D", unfinished, "postgres"], "create database logos\n", cancellationToken);
        // Either all of it was done, or it is done again.
        Directory.Move(unfinished, Data);
    }

    private Task<Launch> LaunchAsync(CancellationToken cancellationToken)
    {
        string[] settings =
        [
            $"port={access.Port.ToString(CultureInfo.InvariantCulture)}", "listen_addresses=127.0.0.1", "unix_socket_directories=", "max_connections=300",
            "log_destination=stderr", "logging_collector=off", "log_line_prefix=%m ", "log_timezone=UTC", "lc_messages=C",
        ];
        string[] line = [.. As, programs.Postgres, "-D", Data, .. settings.SelectMany(setting => (string[])["-c", setting])];
        return Task.FromResult(new Launch(line[0], line[1..])
        {
            Folder = _folder.Path,
            Address = $"127.0.0.1:{access.Port.ToString(CultureInfo.InvariantCulture)}",
            // A smart shutdown (TERM) waits for every client to leave.
            Guard = _folder.Guard("INT"),
            SaysReady = text => text.Contains("database system is ready to accept connections", StringComparison.Ordinal),
        });
    }

    private async Task HandOverAsync(CancellationToken cancellationToken)
    {
        if ((await Tool.TryAsync(["id", "-u", User], null, cancellationToken)).Code != 0)
            throw new PreparationException($"PostgreSQL does not run as root, and there is no user `{User}` to run it as", "install PostgreSQL from your system's packages, which make that user, or run `logos up` as a user of its own");
        await Tool.RunAsync(["chown", User, _folder.Path], null, cancellationToken);
        if ((await Tool.TryAsync([.. As, "test", "-x", _folder.Path], null, cancellationToken)).Code != 0)
            throw new PreparationException($"PostgreSQL does not run as root, and the user `{User}` cannot enter {Visible.Of(_folder.Path)}", "name a folder with --data whose parents everybody may enter, such as /srv/logos, or run `logos up` as a user of its own");
    }
}
