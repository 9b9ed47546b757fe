using System.Globalization;
using Logos.Adapters.Redis.Connections;
using Logos.Adapters.Redis.Resp;

namespace Logos.Workers.Db.Redis;

/// <summary>The links that are open to one server.</summary>
internal sealed class RedisPool : SessionPool<RedisLink>
{
    private readonly RedisOptions _options;

    private RedisPool(RedisOptions options, int size, TimeProvider clock)
        : base(size, clock) => _options = options;

    /// <summary>Which commands only read, as the server tells.</summary>
    public RedisReading Reading { get; } = new();

    /// <exception cref="Running.FailureException">The settings cannot be used.</exception>
    public static RedisPool Open(ConnectionSettings settings, TimeProvider clock)
    {
        var address = AddressOf(settings);
        if (settings.Text("host") is { } host)
            address = address with { Host = host };
        if (settings.Text("tls") is not null)
            address = address with { IsTls = settings.Flag("tls") };
        if (settings.Text("port") is not null || address.Port == 0)
            address = address with { Port = settings.Number("port", address.IsTls ? 6380 : 6379, 1, 65_535) };
        if (settings.Text("database") is not null)
            address = address with { Database = settings.Number("database", 0, 0, 1_000_000) };
        if ((settings.Text("user") ?? settings.Text("username")) is { } user)
            address = address with { User = user };
        if (settings.Text("password") is { } password)
            address = address with { Password = password };
        var (isReadOnly, size) = (settings.Flag("read_only"), settings.Number("pool_size", 10, 1, 100));
        var authorities = settings.Certificates("ca");
        settings.Done();
        if (authorities is not null && !address.IsTls)
            throw settings.Wrong("`ca` is for TLS, and it speaks none: set `tls: true`, or write rediss://");
        if (address.Host.Length == 0)
            throw settings.Wrong("it has no `host`, and no `url`");
        var options = new RedisOptions(address with { ClientName = address.ClientName ?? "logos" })
        {
            Authorities = authorities,
            ConnectTime = TimeSpan.FromSeconds(10),
            // The node's time ends a command; this is for a server that is gone without a word.
            CommandTime = TimeSpan.FromMinutes(1),
            Heartbeat = TimeSpan.FromSeconds(15),
            Limits = RespLimits.Standard with { MaxBytes = 64 * 1024 * 1024 + 64 * 1024 },
        };
        return new(options, size, clock)
        {
            Secrets = address.Password is { Length: > 0 } secret ? [secret] : [],
            IsReadOnly = isReadOnly,
            Place = string.Create(CultureInfo.InvariantCulture, $"Redis at {address}"),
        };
    }

    /// <exception cref="RedisException">The server is away, or does not let us in.</exception>
    protected override Task<RedisLink> OpenAsync(CancellationToken cancellationToken) => RedisDoor.OpenAsync(_options, Clock, push: null, cancellationToken);

    protected override ValueTask<bool> IsGoodAsync(RedisLink session, TimeSpan rest, CancellationToken cancellationToken) => new(!session.Ended.IsCompleted);

    private static RedisAddress AddressOf(ConnectionSettings settings)
    {
        if ((settings.Text("url") ?? settings.Text("connection_string")) is not { } address)
            return new("", 0);
        try
        {
            return RedisAddressText.Parse(address);
        }
        catch (FormatException)
        {
            throw settings.Wrong("its address is neither redis://user:password@host:6379/0 nor `host:6379,password=…`, or holds an option that is not known");
        }
    }
}
