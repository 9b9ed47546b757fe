using System.Globalization;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Telemetry;
using RabbitMQ.Client;

namespace Logos.Adapters.RabbitMq;

/// <summary>The names of what stands at the broker, and its declaration, which changes nothing where it stands already.</summary>
internal sealed class Topology(RabbitMqOptions options)
{
    // From 4 on a queue without a limit has one of 20, and drops what comes back more often: an execution would wait for it for ever.
    private const int FirstWithLimit = 4;

    /// <summary>Wake-ups of owners.</summary>
    public string Orchestration { get; } = options.Prefix + "graph.orchestration";

    /// <summary>What was submitted, for whoever owns it now; nothing of it rests anywhere.</summary>
    public string Submissions { get; } = options.Prefix + "graph.submissions";

    /// <summary>What workers tell owners.</summary>
    public string Results { get; } = options.Prefix + "results.aggregation";

    /// <summary>What all processes hear.</summary>
    public string Control { get; } = options.Prefix + "worker.control";

    public string Dead { get; } = options.Prefix + QueueNames.Dead;

    /// <summary>Nothing rests there: what is published to it tells whether the broker takes messages.</summary>
    public string Probe { get; } = options.Prefix + "logos.probe";

    public string Tasks(Pool pool, bool quarantine) => options.Prefix + QueueNames.Tasks(pool, quarantine);

    public string Inbox(int partition) => $"{options.Prefix}graph.partition.{Key(partition)}";

    public string Marker(long generation) => string.Create(CultureInfo.InvariantCulture, $"{options.Prefix}logos.marker.{options.Store}.{generation}");

    public static string Key(int partition) => partition.ToString(CultureInfo.InvariantCulture);

    public static IDictionary<string, object?> QueueArguments(Version server)
    {
        var arguments = new Dictionary<string, object?> { ["x-queue-type"] = "quorum" };
        if (server.Major >= FirstWithLimit)
            arguments["x-delivery-limit"] = -1;
        return arguments;
    }

    public async Task DeclareAsync(IChannel channel, Version server, CancellationToken cancellationToken)
    {
        await channel.ExchangeDeclareAsync(Orchestration, ExchangeType.Direct, durable: true, cancellationToken: cancellationToken);
        await channel.ExchangeDeclareAsync(Submissions, ExchangeType.Direct, durable: true, cancellationToken: cancellationToken);
        await channel.ExchangeDeclareAsync(Results, ExchangeType.Direct, durable: true, cancellationToken: cancellationToken);
        await channel.ExchangeDeclareAsync(Control, ExchangeType.Fanout, durable: true, cancellationToken: cancellationToken);
        await DeclareAsync(channel, Dead, server, cancellationToken);
        foreach (var pool in QueueNames.Pools)
        {
            await DeclareAsync(channel, Tasks(pool, quarantine: false), server, cancellationToken);
            await DeclareAsync(channel, Tasks(pool, quarantine: true), server, cancellationToken);
        }

        for (var partition = 0; partition < options.Partitions; partition++)
        {
            await DeclareAsync(channel, Inbox(partition), server, cancellationToken);
            await channel.QueueBindAsync(Inbox(partition), Orchestration, Key(partition), cancellationToken: cancellationToken);
            await channel.QueueBindAsync(Inbox(partition), Results, Key(partition), cancellationToken: cancellationToken);
        }
    }

    public static Task DeclareAsync(IChannel channel, string queue, Version server, CancellationToken cancellationToken) =>
        channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false, QueueArguments(server), cancellationToken: cancellationToken);
}
