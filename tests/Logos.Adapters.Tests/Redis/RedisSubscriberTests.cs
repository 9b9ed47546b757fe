using System.Threading.Channels;
using Logos.Adapters.Redis.Connections;
using Logos.Servers;

namespace Logos.Adapters.Tests.Redis;

[Trait("Needs", "redis")]
public sealed class RedisSubscriberTests : IAsyncLifetime
{
    private readonly RedisServer _server = new();
    private RedisConnection _connection = null!;
    private RedisSubscriber _subscriber = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _server.StartAsync();
        _connection = RedisFixture.Connect(RedisFixture.To(_server));
        _subscriber = new(RedisFixture.To(_server), TimeProvider.System, new Random(1));
    }

    public async ValueTask DisposeAsync()
    {
        await _subscriber.DisposeAsync();
        await _connection.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_word_is_heard_by_all_who_listen_and_by_nobody_who_has_left()
    {
        var (first, second) = (new Ear(), new Ear());
        await using var one = await ListenAsync("channel", first);
        var other = await ListenAsync("channel", second);
        await first.HearsAsync(() => TellAsync("channel", 1));
        await second.HearsAsync(() => TellAsync("channel", 1));
        await other.DisposeAsync();
        await other.DisposeAsync();
        var before = second.Heard;
        await first.HearsAsync(() => TellAsync("channel", 1));
        Assert.Equal(before, second.Heard);
        await one.DisposeAsync();
        Assert.Equal(0, _subscriber.Count);
        // Behind what was said before on the same connection.
        await using var behind = await ListenAsync("another", second);
        await TellAsync("channel", 0);
    }

    [Fact]
    public async Task A_cut_connection_is_told_and_listens_again_to_all_that_it_did()
    {
        var ears = Enumerable.Range(0, 50).Select(_ => new Ear()).ToList();
        for (var i = 0; i < ears.Count; i++)
            await ListenAsync($"channel {i}", ears[i]);
        var heard = ears.Select(ear => ear.Heard).ToList();
        await _connection.SendAsync(["CLIENT", "KILL", "TYPE", "pubsub"], Token).InTime();
        await _subscriber.Connection.UntilConnectedAsync(after: 1);
        // Lost, and there again.
        Assert.All(ears.Zip(heard), each => Assert.True(each.First.Heard >= each.Second + 2));
        for (var i = 0; i < ears.Count; i++)
            await ears[i].HearsAsync(() => TellAsync($"channel {i}", 1));
    }

    [Fact]
    public async Task Who_begins_to_listen_while_there_is_no_server_hears_as_soon_as_there_is_one()
    {
        var ear = new Ear();
        await using var before = await ListenAsync("before", new());
        await _server.KillAsync();
        await _subscriber.Connection.UntilAwayAsync();
        await using var listening = await ListenAsync("channel", ear);
        Assert.Equal(0, _subscriber.Session);
        await _server.StartAsync();
        await _subscriber.Connection.UntilConnectedAsync(after: 1);
        await _connection.UntilAsync(connection => connection.IsConnected || Start(connection));
        await ear.HearsAsync(() => TellAsync("channel", 1));

        static bool Start(RedisConnection connection)
        {
            connection.Start();
            return connection.IsConnected;
        }
    }

    private async Task<IAsyncDisposable> ListenAsync(string channel, Ear ear) => await _subscriber.ListenAsync(channel, ear.Call, Token).InTime();

    private async Task TellAsync(string channel, int listeners) =>
        Assert.Equal(listeners, (await _connection.SendAsync(["PUBLISH", channel, "word"], Token).InTime()).Integer);

    private sealed class Ear
    {
        private readonly Channel<bool> _called = Channel.CreateUnbounded<bool>();
        private int _heard;

        public int Heard => Volatile.Read(ref _heard);

        public void Call()
        {
            Interlocked.Increment(ref _heard);
            _called.Writer.TryWrite(true);
        }

        public async Task HearsAsync(Func<Task> told)
        {
            while (_called.Reader.TryRead(out _))
                continue;
            await told();
            await _called.Reader.ReadAsync(Token).InTime();
        }
    }
}
