using System.Diagnostics.CodeAnalysis;
using Logos.Adapters.Cluster;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Messages;
using Logos.Core.Orchestration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Logos.Adapters.RabbitMq;

/// <summary>The broker of a cluster.</summary>
public static class RabbitMqExtensions
{
    /// <summary>
    /// The server of the connection string <c>rabbitmq</c>, or of the variable <c>RABBITMQ_URL</c>, and the settings of
    /// the section <c>Broker</c>. An <see cref="IExecutionStore"/> has to be there: it says which generation counts.
    /// </summary>
    /// <param name="configure">At least which store it is, and how many partitions it has.</param>
    /// <param name="poolOf">Which pool runs a type.</param>
    /// <exception cref="RabbitMqException">There is no connection string, or a setting is wrong.</exception>
    public static IHostApplicationBuilder AddLogosRabbitMq(this IHostApplicationBuilder builder, Func<IServiceProvider, RabbitMqOptions, RabbitMqOptions> configure, Func<IServiceProvider, Func<string, Pool>> poolOf)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        ArgumentNullException.ThrowIfNull(poolOf);
        // Read now: a wrong one stops the start, with what is wrong.
        var server = SharedServer.RabbitMq;
        var text = server.Find(name => builder.Configuration[name])
            ?? throw new RabbitMqException(new(RabbitMqCodes.BrokerAddress, $"There is no connection string of RabbitMQ: set {server.Setting} or {server.Variables[0]}"));
        var options = RabbitMqSettings.Read(builder.Configuration, new() { Connection = text, Store = "logos" });
        RabbitMqAddress.Parse(options.Connection, options.Authority);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(services => new RabbitMqBroker(
            configure(services, options),
            BrokerGenerations.Of(services.GetRequiredService<IExecutionStore>()),
            poolOf(services),
            services.GetRequiredService<TimeProvider>(),
            Spread(services),
            services.GetService<ILogger<RabbitMqBroker>>()));
        builder.Services.AddSingleton<IWorkBroker>(services => services.GetRequiredService<RabbitMqBroker>());
        return builder;
    }

    // Processes that lost the server together do not come back in step.
    [SuppressMessage("Security", "CA5394", Justification = "Nothing is protected by it.")]
    private static Random Spread(IServiceProvider services) =>
        new(HashCode.Combine(Environment.ProcessId, services.GetRequiredService<TimeProvider>().GetTimestamp()));
}
