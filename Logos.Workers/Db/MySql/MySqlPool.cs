using Logos.Workers.Db.MySql.Wire;

namespace Logos.Workers.Db.MySql;

/// <summary>The sessions that are open to one server.</summary>
internal sealed class MySqlPool : SessionPool<MySqlSession>
{
    private static readonly TimeSpan ConnectTime = TimeSpan.FromSeconds(10);

    private readonly MySqlAddress _address;

    private MySqlPool(MySqlAddress address, int size, TimeProvider clock)
        : base(size, clock) => _address = address;

    /// <exception cref="Running.FailureException">The settings cannot be used.</exception>
    public static MySqlPool Open(ConnectionSettings settings, TimeProvider clock)
    {
        var address = AddressOf(settings);
        address = address with
        {
            Host = settings.Text("host") ?? address.Host,
            Port = settings.Number("port", address.Port, 1, 65_535),
            Database = settings.Text("database") ?? address.Database,
            User = settings.Text("user") ?? settings.Text("username") ?? address.User,
            Password = settings.Text("password") ?? address.Password,
            Tls = settings.Text("ssl_mode") is { } mode ? TlsOf(mode, settings) : address.Tls,
            Authorities = settings.Certificates("ca"),
        };
        var (isReadOnly, size) = (settings.Flag("read_only"), settings.Number("pool_size", 10, 1, 100));
        settings.Done();
        if (address.Authorities is not null && address.Tls != TlsUse.VerifyFull)
            throw settings.Wrong("`ca` says whose certificate counts, and none is looked at: set `ssl_mode: verify_full`");
        if (address.Host.Length == 0)
            throw settings.Wrong("it has no `host`, and no `url`");
        if (address.User.Length == 0)
            throw settings.Wrong("it has no `user`");
        return new(address, size, clock)
        {
            Secrets = address.Password.Length > 0 ? [address.Password] : [],
            IsReadOnly = isReadOnly,
            Place = $"MySQL at {address}",
        };
    }

    /// <summary>Ends what runs in a session, which would go on until it has something to say.</summary>
    public async Task StopAsync(MySqlSession running)
    {
        using var time = new CancellationTokenSource(StopTime, Clock);
        try
        {
            await using var other = await MySqlDoor.OpenAsync(_address, time.Token).ConfigureAwait(false);
            await other.RunAsync($"kill query {running.Id}", time.Token).ConfigureAwait(false);
            await other.QuitAsync(time.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (MySqlFailures.IsOfServer(e) || e is OperationCanceledException)
        {
            // Then the server ends it when its time is up.
        }
    }

    protected override async Task<MySqlSession> OpenAsync(CancellationToken cancellationToken)
    {
        using var time = new CancellationTokenSource(ConnectTime, Clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(time.Token, cancellationToken);
        try
        {
            return await MySqlDoor.OpenAsync(_address, both.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"it did not answer within {ConnectTime.TotalSeconds:0} s");
        }
    }

    protected override async ValueTask<bool> IsGoodAsync(MySqlSession session, TimeSpan rest, CancellationToken cancellationToken)
    {
        try
        {
            await session.ResetAsync(cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (Exception e) when (e is IOException or MySqlException or MySqlProtocolException)
        {
            // The server has closed it meanwhile; nothing was asked in it yet.
            return false;
        }
    }

    protected override ValueTask EndAsync(MySqlSession session, CancellationToken cancellationToken) => session.QuitAsync(cancellationToken);

    private static MySqlAddress AddressOf(ConnectionSettings settings)
    {
        if (settings.Text("url") is not { } text)
            return new("", 3306, "", "");
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme is not ("mysql" or "mariadb") || uri.Host.Length == 0)
            throw settings.Wrong("its address is not of the form mysql://user:password@host:3306/database");
        var user = uri.UserInfo.Split(':', 2);
        var address = new MySqlAddress(uri.IdnHost.Trim('[', ']'), uri.Port > 0 ? uri.Port : 3306, Uri.UnescapeDataString(user[0]), user.Length > 1 ? Uri.UnescapeDataString(user[1]) : "")
        {
            Database = uri.AbsolutePath.Length > 1 ? Uri.UnescapeDataString(uri.AbsolutePath[1..]) : null,
        };
        foreach (var pair in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = pair.Split('=', 2);
            if (parts.Length != 2 || parts[0] is not ("ssl-mode" or "ssl_mode" or "sslmode"))
                throw settings.Wrong("its address has an option that is not known: `ssl-mode` is");
            address = address with { Tls = TlsOf(parts[1], settings) };
        }

        return address;
    }

    private static TlsUse TlsOf(string mode, ConnectionSettings settings) => mode.ToUpperInvariant().Replace('-', '_') switch
    {
        "DISABLE" or "DISABLED" => TlsUse.Disable,
        "PREFER" or "PREFERRED" => TlsUse.Prefer,
        "REQUIRE" or "REQUIRED" => TlsUse.Require,
        "VERIFY_FULL" or "VERIFY_IDENTITY" => TlsUse.VerifyFull,
        _ => throw settings.Wrong("`ssl_mode` is disable, prefer, require or verify_full"),
    };
}
