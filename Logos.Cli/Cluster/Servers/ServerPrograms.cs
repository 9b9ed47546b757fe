using System.Globalization;
using Logos.Cli.Terminals;
using Logos.Rules.Faults;

namespace Logos.Cli.Cluster.Servers;

/// <summary>The servers' programs, as this machine has them.</summary>
/// <param name="PostgresFolder">Where <c>postgres</c> and <c>initdb</c> are.</param>
/// <param name="PortMapper">Erlang's <c>epmd</c>.</param>
internal sealed record ServerPrograms(string PostgresFolder, string Redis, string RabbitMq, string PortMapper)
{
    private static readonly string[] Usual = ["/usr/local/bin", "/usr/local/sbin", "/usr/bin", "/usr/sbin", "/opt/homebrew/bin", "/opt/homebrew/sbin"];

    // Debian's are not on the path, and its `rabbitmq-server` that is there changes to a user of its own.
    private static readonly string[] Erlang = ["/usr/lib/rabbitmq/bin"];

    public string Postgres => Path.Combine(PostgresFolder, "postgres");

    public string InitDb => Path.Combine(PostgresFolder, "initdb");

    /// <param name="postgresMajor">The version that a folder of data is of; null for the newest.</param>
    public static ServerPrograms? Find(Terminal terminal, string? postgresMajor, out Fault? fault) =>
        Find([.. (terminal.Variable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries), .. Usual], PostgresVersions(), postgresMajor, out fault);

    public static ServerPrograms? Find(IReadOnlyList<string> folders, IReadOnlyList<string> versions, string? postgresMajor, out Fault? fault)
    {
        var postgres = versions.Concat(folders).FirstOrDefault(folder => File.Exists(Path.Combine(folder, "postgres")) && File.Exists(Path.Combine(folder, "initdb")) && IsOf(folder, postgresMajor));
        var redis = Program("redis-server", folders);
        // What is named by hand comes first, Debian's own place before its wrapper.
        var rabbit = Program("rabbitmq-server", folders.Count > 0 ? [.. Erlang, .. folders] : folders);
        var mapper = Program("epmd", folders);
        var missing = new List<(string What, string Debian, string Brew)>();
        if (postgres is null)
            missing.Add((postgresMajor is null ? "PostgreSQL (postgres, initdb)" : $"PostgreSQL {postgresMajor}, which the data are of", $"postgresql{(postgresMajor is null ? "" : "-" + postgresMajor)}", $"postgresql@{postgresMajor ?? "15"}"));
        if (redis is null)
            missing.Add(("Redis (redis-server)", "redis-server", "redis"));
        if (rabbit is null)
            missing.Add(("RabbitMQ (rabbitmq-server)", "rabbitmq-server", "rabbitmq"));
        if (mapper is null)
            missing.Add(("Erlang's port mapper (epmd)", "erlang-base", "erlang"));
        fault = missing.Count == 0 ? null : new(CliCodes.ServersNotInstalled.Code, $"this machine has no program of {string.Join(", ", missing.Select(each => each.What))}")
        {
            Hint = $"`apt-get install {string.Join(' ', missing.Select(each => each.Debian))}`, or `brew install {string.Join(' ', missing.Select(each => each.Brew))}`; or run servers elsewhere and name them with POSTGRES_URL, REDIS_URL and RABBITMQ_URL in place of --servers",
        };
        return missing.Count == 0 ? new(postgres!, redis!, rabbit!, mapper!) : null;
    }

    private static string? Program(string name, IEnumerable<string> folders) => folders.Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    // …/postgresql/15/bin, …/postgresql@15/bin
    private static bool IsOf(string folder, string? major) =>
        major is null || folder.EndsWith($"/{major}/bin", StringComparison.Ordinal) || folder.EndsWith($"@{major}/bin", StringComparison.Ordinal);

    private static List<string> PostgresVersions() =>
    [
        .. Below("/usr/lib/postgresql", "*"),
        .. Below("/opt/homebrew/opt", "postgresql@*"),
        .. Below("/usr/local/opt", "postgresql@*"),
    ];

    private static IEnumerable<string> Below(string folder, string pattern) => !Directory.Exists(folder) ? [] : Directory.GetDirectories(folder, pattern)
        .OrderByDescending(version => decimal.TryParse(Path.GetFileName(version).Split('@')[^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : 0)
        .Select(version => Path.Combine(version, "bin"));
}
