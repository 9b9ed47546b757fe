using Logos.Adapters.Redis.Connections;
using Logos.Servers;

[assembly: AssemblyFixture(typeof(Logos.Adapters.Tests.Redis.RedisFixture))]

namespace Logos.Adapters.Tests.Redis;

/// <summary>A server for all tests that leave it as it is; it is started by the first that wants it. Who breaks a server has one of its own.</summary>
public sealed class RedisFixture : IAsyncLifetime
{
    private readonly Lazy<Task<RedisServer>> _server = new(async () =>
    {
        var server = new RedisServer();
        await server.StartAsync();
        return server;
    });

    private int _tests;

    /// <summary>The shared server, with keys and channels of its own for each who asks.</summary>
    public async Task<RedisOptions> OptionsAsync() => To(await _server.Value) with { Prefix = $"test{Interlocked.Increment(ref _tests)}:" };

    /// <summary>Long enough for a machine that has much else to do; who lets a server hang has to be quicker to see it.</summary>
    internal static RedisOptions To(RedisServer server, string more = "") => new(RedisAddressText.Parse(server.Address + more))
    {
        Authorities = server.Authority is { } authority ? new(authority) : null,
        ConnectTime = TimeSpan.FromSeconds(20),
        CommandTime = TimeSpan.FromSeconds(20),
        Heartbeat = TimeSpan.FromMilliseconds(300),
        MaxReconnectDelay = TimeSpan.FromMilliseconds(200),
    };

    /// <summary>For a server that will hang.</summary>
    internal static RedisOptions Impatient(RedisServer server) => To(server) with { CommandTime = TimeSpan.FromSeconds(1) };

    internal static RedisConnection Connect(RedisOptions options) => new(options, TimeProvider.System, new Random(1));

    public ValueTask InitializeAsync() => default;

    public async ValueTask DisposeAsync()
    {
        if (_server.IsValueCreated)
            await (await _server.Value).DisposeAsync();
    }
}
