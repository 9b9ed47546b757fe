using Logos.Adapters.Cluster;
using Logos.Cli.Terminals;
using Logos.Rules.Faults;

namespace Logos.Cli.Cluster;

/// <summary>Where a cluster's servers are.</summary>
internal sealed record Connections(string Postgres, string RabbitMq, string Redis)
{
    /// <summary>As the environment and appsettings.json name them.</summary>
    public static Connections? Find(Terminal terminal, ClusterSettings settings, out Fault? fault)
    {
        var found = SharedServer.All.Select(server => server.Find(name => name == server.Setting ? settings.Of("ConnectionStrings", server.Name) : terminal.Variable(name))).ToList();
        var missing = SharedServer.All.Where((_, at) => found[at] is null).ToList();
        fault = missing.Count == 0 ? null : new(CliCodes.ServersNotNamed.Code, $"nothing says where {Joined(missing.Select(each => each.Title))} {(missing.Count == 1 ? "is" : "are")}")
        {
            Hint = $"set {Joined(missing.Select(each => each.Variables[0]))} ({Joined(missing.Select(each => each.SettingVariable))}), or let --servers start PostgreSQL, RabbitMQ and Redis here",
        };
        return missing.Count == 0 ? new(found[0]!, found[1]!, found[2]!) : null;
    }

    public IEnumerable<KeyValuePair<string, string>> Variables =>
    [
        new(SharedServer.Postgres.SettingVariable, Postgres),
        new(SharedServer.RabbitMq.SettingVariable, RabbitMq),
        new(SharedServer.Redis.SettingVariable, Redis),
    ];

    private static string Joined(IEnumerable<string> words)
    {
        var all = words.ToList();
        return all.Count == 1 ? all[0] : $"{string.Join(", ", all[..^1])} and {all[^1]}";
    }
}
