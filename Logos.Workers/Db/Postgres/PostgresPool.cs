using System.Globalization;
using Logos.Adapters.Postgres;
using Npgsql;

namespace Logos.Workers.Db.Postgres;

/// <summary>The sessions that are open to one database.</summary>
internal sealed class PostgresPool(NpgsqlDataSource source) : DatabasePool
{
    public NpgsqlDataSource Source => source;

    public PostgresTypes Types { get; } = new();

    /// <exception cref="Running.FailureException">The settings cannot be used.</exception>
    public static PostgresPool Open(ConnectionSettings settings)
    {
        var builder = AddressOf(settings);
        if (settings.Text("host") is { } host)
            builder.Host = host;
        if (settings.Text("port") is not null)
            builder.Port = settings.Number("port", 5432, 1, 65_535);
        if (settings.Text("database") is { } database)
            builder.Database = database;
        if ((settings.Text("user") ?? settings.Text("username")) is { } user)
            builder.Username = user;
        if (settings.Text("password") is { } password)
            builder.Password = password;
        if (settings.Text("ssl_mode") is { } mode)
            builder.SslMode = Enum.TryParse<SslMode>(mode.Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal), ignoreCase: true, out var known) && Enum.IsDefined(known) ? known : throw settings.Wrong("`ssl_mode` is disable, allow, prefer, require, verify_ca or verify_full");
        var isReadOnly = settings.Flag("read_only");
        builder.MaxPoolSize = settings.Number("pool_size", 10, 1, 100);
        settings.Done();
        if (string.IsNullOrEmpty(builder.Host))
            throw settings.Wrong("it has no `host`, and no `url`");
        // Without these a worker would send its own user's name and password, as its environment has them, to whatever host is named.
        if (string.IsNullOrEmpty(builder.Username))
            throw settings.Wrong("it has no `user`");
        // What an address may not say: sessions go from node to node, and have to come back as they were.
        builder.Pooling = true;
        builder.Multiplexing = false;
        builder.NoResetOnClose = false;
        builder.Enlist = false;
        builder.IncludeErrorDetail = false;
        builder.LogParameters = false;
        builder.MinPoolSize = 0;
        builder.MaxAutoPrepare = 0;
        builder.Timeout = 10;
        // The node's time ends a statement, and nothing else does.
        builder.CommandTimeout = 0;
        builder.ApplicationName ??= "logos";
        var sources = new NpgsqlDataSourceBuilder(builder.ConnectionString);
        // Everything goes as text, and what types there are is asked when they are met: also those that are made later.
        sources.ConfigureTypeLoading(types => types.EnableTypeLoading(false));
        // Nor would it look for a password there, or in its user's files.
        if (string.IsNullOrEmpty(builder.Password))
            sources.UsePasswordProvider(_ => "", (_, _) => new(""));
        return new(sources.Build())
        {
            Secrets = string.IsNullOrEmpty(builder.Password) ? [] : [builder.Password],
            IsReadOnly = isReadOnly,
            Place = $"PostgreSQL at {builder.Host}:{builder.Port.ToString(CultureInfo.InvariantCulture)}",
        };
    }

    public override ValueTask DisposeAsync() => source.DisposeAsync();

    private static NpgsqlConnectionStringBuilder AddressOf(ConnectionSettings settings)
    {
        if ((settings.Text("url") ?? settings.Text("connection_string")) is not { } address)
            return [];
        try
        {
            return new(PostgresAddress.ToConnectionString(address));
        }
        catch (Exception e) when (e is ArgumentException or FormatException or KeyNotFoundException or InvalidCastException or OverflowException)
        {
            // What is wrong may be a piece of the password.
            throw settings.Wrong("its address is neither postgres://user:password@host:5432/database nor `Host=…;Database=…`, or holds an option that is not known");
        }
    }
}
