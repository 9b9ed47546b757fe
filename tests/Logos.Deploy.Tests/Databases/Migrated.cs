using Logos.Deploy.Tests.Manifests;
using Logos.Servers;
using Npgsql;

namespace Logos.Deploy.Tests.Databases;

/// <summary>PostgreSQL, brought up to date by what the Job `migrate` runs.</summary>
public sealed class Migrated : IAsyncLifetime
{
    private readonly PostgresServer _server = new("fsync=off");

    internal string Url => $"postgres://postgres@127.0.0.1:{_server.Port}/{Database}";

    internal string Database { get; private set; } = "";

    public async ValueTask InitializeAsync() => await _server.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    /// <summary>A database of its own for a test, with all migrations.</summary>
    internal async Task NewAsync(string name)
    {
        await SayAsync($"create database {name}", "postgres");
        Database = name;
        var migrate = (await Rendering.OfOverlayAsync("production")).Find("Job", "migrate")!.Containers.Single();
        var said = await Tool.RunAsync(LogosService.Executable("Logos.Cli", "logos"), migrate["args"].List().Select(argument => argument.Text()!), new Dictionary<string, string> { ["ConnectionStrings__postgres"] = Url });
        Assert.StartsWith("The database is up to date; done now: 0001", said, StringComparison.Ordinal);
    }

    internal async Task<object?> SayAsync(string sql, string? database = null, string? application = null)
    {
        await using var connection = await OpenAsync(database, application);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }

    internal async Task<NpgsqlConnection> OpenAsync(string? database = null, string? application = null)
    {
        var connection = new NpgsqlConnection($"{_server.ConnectionString(database ?? Database)};Pooling=false;Application Name={application ?? "test"}");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        return connection;
    }
}
