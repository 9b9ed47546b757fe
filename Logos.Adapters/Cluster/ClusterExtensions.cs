using Logos.Adapters.Faults;
using Logos.Adapters.Postgres;
using Logos.Adapters.RabbitMq;
using Logos.Adapters.Redis;
using Logos.Core.Blobs;
using Logos.Core.Documents;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Graphs.Storage;
using Logos.Core.Messages;
using Logos.Core.Orchestration;
using Logos.Core.Telemetry;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Logos.Adapters.Cluster;

/// <summary>The ports of an engine over PostgreSQL, RabbitMQ and Redis, the same in each of its services.</summary>
public static class ClusterExtensions
{
    private static readonly TimeSpan AnswerLook = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan FailuresEvery = TimeSpan.FromSeconds(5);

    /// <summary>The servers of the connection strings <c>postgres</c>, <c>rabbitmq</c> and <c>redis</c>, and the keys of secrets.</summary>
    /// <exception cref="ClusterException">Something is missing or cannot be read: the start stops with what is wrong.</exception>
    public static IHostApplicationBuilder AddLogosCluster(this IHostApplicationBuilder builder, ClusterMember member)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(member);
        var services = builder.Services;
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(member);
        // Read now: a wrong one stops the start. By a factory, so that it ends with the container.
        var store = Store(builder.Configuration, member);
        services.AddSingleton(_ => store);
        services.AddSingleton(ClusterKeys.Read(builder.Configuration));
        services.AddSingleton(provider => new HeardStore(provider.GetRequiredService<PostgresStore>().Executions));
        services.AddSingleton<IExecutionStore>(provider => provider.GetRequiredService<HeardStore>());
        services.AddSingleton<IGraphStore>(provider => provider.GetRequiredService<PostgresStore>().Graphs);
        services.AddSingleton<IDocumentStore>(provider => provider.GetRequiredService<PostgresStore>().Documents);
        services.AddSingleton<IBlobStore>(provider => provider.GetRequiredService<PostgresStore>().Blobs);
        services.AddSingleton<IReplicas>(provider => provider.GetRequiredService<PostgresStore>().Replicas);
        services.AddSingleton<StoredTypes>();
        services.AddSingleton<IPlanSource>(Plans);
        services.AddSingleton<Membership>();
        services.AddHostedService(provider => provider.GetRequiredService<Membership>());
        services.AddSingleton(provider => new EngineStart(provider.GetRequiredService<Membership>().WhenUp));
        builder.AddLogosRabbitMq(
            (provider, options) => options with
            {
                Store = provider.GetRequiredService<Membership>().Store.ToString("N"),
                Partitions = provider.GetRequiredService<Membership>().Partitions,
                Name = $"logos {member.Name} {Environment.MachineName} {Environment.ProcessId}",
                RequestId = () => RequestIds.Current,
            },
            provider => type => provider.GetRequiredService<StoredTypes>().Current.Find(type)?.Pool ?? Pool.Io);
        builder.AddLogosRedis();
        services.AddSingleton(Access);
        return builder;
    }

    private static PostgresStore Store(IConfiguration configuration, ClusterMember member)
    {
        var server = SharedServer.Postgres;
        var text = server.Find(name => configuration[name])
            ?? throw new ClusterException(new(AdaptersCodes.DatabaseAddress, $"there is no connection string of PostgreSQL: set {server.Setting} or {server.Variables[0]}"));
        var options = PostgresSettings.Read(configuration, new() { Name = $"logos {member.Name}", UsualConnections = member.Connections });
        try
        {
            return PostgresStore.Open(text, options);
        }
        catch (ArgumentException e)
        {
            // What cannot be read may hold a password: it is not repeated.
            throw new ClusterException(new(AdaptersCodes.DatabaseAddress, "the address of PostgreSQL cannot be read") { Hint = "write Host=…;Username=…;Database=…, or postgres://user:password@host:port/database" }, e);
        }
    }

    private static StoredPlans Plans(IServiceProvider provider)
    {
        var types = provider.GetRequiredService<StoredTypes>();
        return new(provider.GetRequiredService<IGraphStore>(), () => types.Current, types.RefreshAsync);
    }

    /// <exception cref="InvalidOperationException">The servers have not been reached yet.</exception>
    private static EngineAccess Access(IServiceProvider provider)
    {
        var membership = provider.GetRequiredService<Membership>();
        if (!membership.WhenUp.IsCompletedSuccessfully)
            throw new InvalidOperationException("The servers have not been reached yet.");
        var store = provider.GetRequiredService<HeardStore>();
        var clock = provider.GetRequiredService<TimeProvider>();
        var values = new LargeValues(provider.GetRequiredService<IBlobStore>(), clock);
        var plans = provider.GetRequiredService<IPlanSource>();
        var types = provider.GetRequiredService<StoredTypes>();
        return new()
        {
            Executions = store,
            Graphs = provider.GetRequiredService<IGraphStore>(),
            Documents = provider.GetRequiredService<IDocumentStore>(),
            Keys = provider.GetRequiredService<Core.Secrets.SecretKeyRing>(),
            Plans = plans,
            TypesNow = () => types.Current,
            Feed = provider.GetRequiredService<IFeedReader>(),
            Failures = store.Failures,
            FailuresEvery = FailuresEvery,
            Values = values,
            Client = new(store, plans, provider.GetRequiredService<IWorkBroker>(), values, clock, membership.PartitionOf, AnswerLook),
            WhenBroken = WhenStopping(provider.GetRequiredService<IHostApplicationLifetime>()),
        };
    }

    // The engine is elsewhere: for this process it ends when the process does.
    private static Task<Exception?> WhenStopping(IHostApplicationLifetime lifetime)
    {
        var stopping = new TaskCompletionSource<Exception?>(TaskCreationOptions.RunContinuationsAsynchronously);
        lifetime.ApplicationStopping.Register(() => stopping.TrySetResult(null));
        return stopping.Task;
    }
}
