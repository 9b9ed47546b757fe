using Logos.Cli.Terminals;
using Logos.Rules.Faults;

namespace Logos.Cli.Cluster;

/// <summary>Where a cluster's servers are.</summary>
internal sealed record Connections(string Postgres, string RabbitMq, string Redis)
{
    private static readonly (string Name, string Title, string[] Variables)[] Known =
    [
        ("postgres", "PostgreSQL", ["POSTGRES_URL", "DATABASE_URL"]),
        ("rabbitmq", "RabbitMQ", ["RABBITMQ_URL"]),
        ("redis", "Redis", ["REDIS_URL"]),
    ];

    /// <summary>As the environment and appsettings.json name them.</summary>
    public static Connections? Find(Terminal terminal, ClusterSettings settings, out Fault? fault)
    {
        var found = Known.Select(each => Find(each.Name, each.Variables, terminal, settings)).ToList();
        var missing = Known.Where((_, at) => found[at] is null).ToList();
        fault = missing.Count == 0 ? null : new(CliCodes.ServersNotNamed.Code, $"nothing says where {Joined(missing.Select(each => each.Title))} {(missing.Count == 1 ? "is" : "are")}")
        {
            Hint = $"set {Joined(missing.Select(each => each.Variables[0]))} ({Joined(missing.Select(each => "ConnectionStrings__" + each.Name))}), or let --servers start PostgreSQL, RabbitMQ and Redis here",
        };
        return missing.Count == 0 ? new(found[0]!, found[1]!, found[2]!) : null;
    }

    public IEnumerable<KeyValuePair<string, string>> Variables =>
    [
        new("ConnectionStrings__postgres", Postgres),
        new("ConnectionStrings__rabbitmq", RabbitMq),
        new("ConnectionStrings__redis", Redis),
    ];

    private static string? Find(string name, string[] variables, Terminal terminal, ClusterSettings settings) =>
        variables.Select(terminal.Variable).Prepend(settings.Of("ConnectionStrings", name)).FirstOrDefault(text => !string.IsNullOrWhiteSpace(text));

    private static string Joined(IEnumerable<string> words)
    {
        var all = words.ToList();
        return all.Count == 1 ? all[0] : $"{string.Join(", ", all[..^1])} and {all[^1]}";
    }
}
