namespace Logos.AppHost.Infrastructure;

/// <summary>Where PostgreSQL, RabbitMQ and Redis are, and what has to be there before somebody uses them.</summary>
/// <param name="BeforeDatabase">What the migration waits for.</param>
/// <param name="Before">What every service waits for.</param>
internal sealed record Servers(
    IResourceBuilder<IResourceWithConnectionString> Postgres,
    IResourceBuilder<IResourceWithConnectionString> RabbitMq,
    IResourceBuilder<IResourceWithConnectionString> Redis,
    IResourceBuilder<IResource> BeforeDatabase,
    IReadOnlyList<IResourceBuilder<IResource>> Before)
{
    /// <summary>The user of PostgreSQL and RabbitMQ, and the database.</summary>
    public const string Logos = "logos";

    /// <summary>
    /// Letters and digits, which stand in an address as they are. A manifest asks aspirate for it, which generates one of
    /// its own; in a run it is kept with the user's secrets.
    /// </summary>
    public static IResourceBuilder<ParameterResource> Password(IDistributedApplicationBuilder builder, string name, AppSettings settings, int length = 32) =>
        builder.AddParameter(name, new GenerateParameterDefault { MinLength = length, Special = false }, secret: true, persist: settings.Keeps);
}
