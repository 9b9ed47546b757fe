namespace Logos.Adapters.Cluster;

/// <summary>A server that the services of a cluster share, and the names under which settings and the environment tell where it is.</summary>
public sealed record SharedServer(string Name, string Title, IReadOnlyList<string> Variables)
{
    public static SharedServer Postgres { get; } = new("postgres", "PostgreSQL", ["POSTGRES_URL", "DATABASE_URL"]);

    public static SharedServer RabbitMq { get; } = new("rabbitmq", "RabbitMQ", ["RABBITMQ_URL"]);

    public static SharedServer Redis { get; } = new("redis", "Redis", ["REDIS_URL"]);

    public static IReadOnlyList<SharedServer> All { get; } = [Postgres, RabbitMq, Redis];

    /// <summary>The setting that comes before the variables.</summary>
    public string Setting => $"ConnectionStrings:{Name}";

    /// <summary>The same setting in the environment.</summary>
    public string SettingVariable => $"ConnectionStrings__{Name}";

    /// <param name="setting">What a setting says, by its name; variables are settings, too.</param>
    /// <returns>Null where nobody says.</returns>
    public string? Find(Func<string, string?> setting) => Variables.Prepend(Setting).Select(setting).FirstOrDefault(text => !string.IsNullOrWhiteSpace(text));
}
