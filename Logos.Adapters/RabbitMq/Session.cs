using System.Text;
using Logos.Core.Messages;
using Logos.Rules.Faults;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Logos.Adapters.RabbitMq;

/// <summary>
/// From one successful connect to the first trouble: two connections, since one that publishes is not read while memory
/// is short, acknowledgements on it included. When one of the two ends, or a channel that all need, both are given up.
/// </summary>
internal sealed class Session : IAsyncDisposable
{
    private static readonly TimeSpan ClosingTime = TimeSpan.FromSeconds(2);

    private readonly RabbitMqAddress _address;
    private readonly TimeProvider _clock;
    private readonly RabbitMqOptions _options;
    private readonly Topology _topology;
    private readonly TaskCompletionSource<Ending> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly IConnection _publishing;
    private Publisher? _publisher;
    private ITimer? _watch;
    private Task _probe = Task.CompletedTask;

    private Session(IConnection publishing, IConnection consuming, RabbitMqAddress address, Topology topology, RabbitMqOptions options, TimeProvider clock)
    {
        (_publishing, Consuming, _address, _topology, _options, _clock) = (publishing, consuming, address, topology, options, clock);
        Server = VersionOf(publishing);
        foreach (var connection in new[] { publishing, consuming })
            connection.ConnectionShutdownAsync += (_, reason) => EndAsync(new(BrokerFaults.Of(reason, address) ?? BrokerFaults.Away(address, reason.ReplyText)));
        publishing.ConnectionBlockedAsync += (_, blocked) => Blocked(blocked.Reason);
        publishing.ConnectionUnblockedAsync += (_, _) => Unblocked();
    }

    public IConnection Consuming { get; }

    public Publisher Publisher => _publisher!;

    public Version Server { get; }

    public long Generation { get; private set; }

    /// <summary>Whether it was this connect that found everything lost.</summary>
    public bool HasRaised { get; private set; }

    public Task<Ending> Ended => _ended.Task;

    /// <summary>Done when whoever asks for a session no longer gets this one.</summary>
    public TaskCompletionSource LetGo { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Closed while the server takes no messages.</summary>
    public Gate Taking { get; } = new();

    /// <summary>Told with the reason when the server takes no messages, with null when it does again.</summary>
    public event Action<string?>? BlockedChanged;

    public static async Task<Session> OpenAsync(RabbitMqAddress address, Topology topology, RabbitMqOptions options, BrokerGenerations generations, long? lost, TimeProvider clock, CancellationToken cancellationToken)
    {
        var factory = address.Factory(options);
        var publishing = await factory.CreateConnectionAsync($"{options.Name} publishes", cancellationToken);
        IConnection? consuming = null;
        Session? session = null;
        try
        {
            consuming = await factory.CreateConnectionAsync($"{options.Name} consumes", cancellationToken);
            session = new(publishing, consuming, address, topology, options, clock);
            await session.SetUpAsync(generations, lost, cancellationToken);
            return session;
        }
        catch
        {
            if (session is not null)
            {
                await session.DisposeAsync();
            }
            else
            {
                await CloseAsync(publishing);
                if (consuming is not null)
                    await CloseAsync(consuming);
            }

            throw;
        }
    }

    /// <summary>From now on the server is watched: whether it still confirms, and whether it takes messages.</summary>
    public void Watch() => _watch = _clock.CreateTimer(_ => Look(), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));

    public void End(Ending ending)
    {
        if (_ended.TrySetResult(ending))
            _publisher?.End(Unavailable(ending));
    }

    public async ValueTask DisposeAsync()
    {
        if (_watch is { } watch)
            await watch.DisposeAsync();
        var ending = new Ending(BrokerFaults.Away(_address, "the connection was given up"));
        End(ending);
        // It may have ended before there was a publisher.
        _publisher?.End(Unavailable(ending));
        await Task.WhenAll(CloseAsync(_publishing), CloseAsync(Consuming));
    }

    private async Task SetUpAsync(BrokerGenerations generations, long? lost, CancellationToken cancellationToken)
    {
        (Generation, HasRaised) = await new Marker(_publishing, _topology, Server, generations).FindAsync(lost, cancellationToken);
        await using (var channel = await _publishing.CreateChannelAsync(cancellationToken: cancellationToken))
            await _topology.DeclareAsync(channel, Server, cancellationToken);
        _publisher = await Publisher.OpenAsync(_publishing, _options.Window, _clock, ClosedAsync, ReturnedAsync, cancellationToken);
    }

    private Task ClosedAsync(ShutdownEventArgs reason) => EndAsync(reason.ReplyCode == BrokerFaults.NotFound
        ? new(Lost(reason.ReplyText), HasLost: true)
        : new(BrokerFaults.Of(reason, _address) ?? BrokerFaults.Away(_address, reason.ReplyText)));

    private Task ReturnedAsync(BasicReturnEventArgs message) =>
        EndAsync(new(Lost($"nothing takes what goes to `{message.RoutingKey}` of the exchange `{message.Exchange}`"), HasLost: true));

    public static Fault Lost(string what) => new(RabbitMqCodes.BrokerQueueLost, $"A queue of RabbitMQ is gone, and what it held: {what}")
    {
        Hint = "it is declared anew, and owners dispatch again what is unfinished",
    };

    private static BrokerUnavailableException Unavailable(Ending ending) => new($"{ending.Fault.Code}: {ending.Fault.Message}");

    private Task EndAsync(Ending ending)
    {
        End(ending);
        return Task.CompletedTask;
    }

    private Task Blocked(string reason)
    {
        Taking.Close();
        BlockedChanged?.Invoke(reason);
        return Task.CompletedTask;
    }

    private Task Unblocked()
    {
        Taking.Open();
        BlockedChanged?.Invoke(null);
        return Task.CompletedTask;
    }

    // A server that is short of memory says so only to who publishes. An owner that publishes nothing would take
    // workers for silent whose beats are held up.
    private void Look()
    {
        if (!Taking.IsOpen)
            return;
        if (Publisher.Waited > _options.ConfirmTime)
            End(new(new(RabbitMqCodes.BrokerNotTaking, $"RabbitMQ at {_address} has confirmed nothing for {_options.ConfirmTime.TotalSeconds:0} s") { Hint = "in a cluster look whether most of its nodes run" }));
        else if (_probe.IsCompleted)
            _probe = ProbeAsync();
    }

    private async Task ProbeAsync()
    {
        try
        {
            await Publisher.SendAsync([new("", _topology.Probe, ReadOnlyMemory<byte>.Empty) { IsKept = false }]);
        }
        catch (BrokerUnavailableException)
        {
            // The session is over, and has said why.
        }
    }

    private static Version VersionOf(IConnection connection) =>
        connection.ServerProperties?.TryGetValue("version", out var told) == true && told is byte[] text
            && System.Version.TryParse(Encoding.UTF8.GetString(text).Split('-', '+')[0], out var version) ? version : new(0, 0);

    private static async Task CloseAsync(IConnection connection)
    {
        await connection.AbortAsync(ClosingTime);
        await connection.DisposeAsync();
    }
}
