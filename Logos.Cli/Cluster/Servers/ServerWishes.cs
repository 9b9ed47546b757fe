namespace Logos.Cli.Cluster.Servers;

/// <summary>What whoever starts servers has decided of them; null is left to them.</summary>
/// <param name="Password">Of all three.</param>
internal sealed record ServerWishes(int? Postgres, int? Redis, int? RabbitMq, string? Password)
{
    public const string PasswordVariable = "LOGOS_SERVERS_PASSWORD";

    public static ServerWishes None { get; } = new(null, null, null, null);
}
