using Logos.Core.Blobs;
using Logos.Core.Connections;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Work;
using Logos.Workers.Caching;
using Logos.Workers.Db;
using Logos.Workers.Db.Mongo;
using Logos.Workers.Db.MySql;
using Logos.Workers.Db.Postgres;
using Logos.Workers.Db.Redis;
using Logos.Workers.Io.Http;
using Logos.Workers.Io.Outbound;
using Logos.Workers.Rule;
using Logos.Workers.Running;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Logos.Workers;

/// <summary>The node types that come with Logos, and what runs them.</summary>
public static class WorkersExtensions
{
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">A setting of the section <c>Logos:Outbound</c> is wrong.</exception>
    public static IHostApplicationBuilder AddLogosWorkers(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        // Read now: a wrong setting stops the start, with its name.
        builder.Services.AddSingleton(OutboundSettings.Read(builder.Configuration.GetSection(OutboundOptions.Section)));
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.TryAddSingleton<ISecretSource>(GivenSecrets.None);
        builder.Services.TryAddSingleton<IConnectionSource>(_ => Given(builder.Configuration));
        builder.Services.TryAddSingleton(provider => new Databases(provider.GetRequiredService<IConnectionSource>(), provider.GetRequiredService<TimeProvider>()));
        builder.Services.TryAddSingleton(provider => new OutboundClient(provider.GetRequiredService<OutboundOptions>(), provider.GetService<HostResolver>()));
        builder.Services.AddSingleton(_ => new NodeRegistration(BuiltIn("rule"), new RuleHandler()));
        builder.Services.AddSingleton(_ => new NodeRegistration(BuiltIn("grl"), new GrlHandler()));
        builder.Services.AddSingleton(_ => new NodeRegistration(BuiltIn("assert"), new AssertHandler()));
        builder.Services.AddSingleton(provider => new NodeRegistration(BuiltIn("http"), new HttpHandler(provider.GetRequiredService<OutboundClient>(), provider.GetRequiredService<TimeProvider>())));
        builder.Services.AddSingleton(provider => new NodeRegistration(BuiltIn("postgres"), new PostgresHandler(provider.GetRequiredService<Databases>())));
        builder.Services.AddSingleton(provider => new NodeRegistration(BuiltIn("mysql"), new MySqlHandler(provider.GetRequiredService<Databases>())));
        builder.Services.AddSingleton(provider => new NodeRegistration(BuiltIn("redis"), new RedisHandler(provider.GetRequiredService<Databases>())));
        builder.Services.AddSingleton(provider => new NodeRegistration(BuiltIn("mongo"), new MongoHandler(provider.GetRequiredService<Databases>())));
        builder.Services.TryAddSingleton<NodeHandlers>();
        builder.Services.TryAddSingleton(provider => new TaskRunner(
            provider.GetRequiredService<NodeHandlers>(),
            provider.GetRequiredService<ISecretSource>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetService<TaskRunnerOptions>(),
            provider.GetService<IBlobStore>(),
            provider.GetService<ICache>() is { } cache ? new OutcomeCache(cache, provider.GetRequiredService<TimeProvider>()) : null));
        return builder;
    }

    /// <summary>The connections that the configuration has under <c>Logos:Connections</c>: an address for each name.</summary>
    public static GivenConnections Given(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return new(configuration.GetSection("Logos:Connections").GetChildren().Where(given => given.Value is not null).Select(given => KeyValuePair.Create(given.Key, given.Value!)));
    }

    private static NodeType BuiltIn(string name) => NodeTypeRegistry.BuiltIn.Find(name)!;
}
