using System.Text.Json;
using Logos.Adapters.Cluster;
using Logos.Adapters.Faults;
using Logos.Adapters.Postgres;
using Logos.Cli.Application;
using Logos.Cli.Output;
using Logos.Cli.Terminals;
using Logos.Core.Graphs.Definition;
using Logos.Core.Orchestration;

namespace Logos.Cli.Databases;

/// <summary>A distributed engine's database, as somebody looks after it.</summary>
internal sealed class DatabaseWork(Terminal terminal, string? given, bool json)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);

    /// <summary>How long a server that is away is waited for, as a duration.</summary>
    public string? Wait { get; init; }

    public Task<int> MigrateAsync(CancellationToken cancellationToken) => WithAsync(async store =>
    {
        var done = await store.MigrateAsync(cancellationToken);
        if (json)
            Print("migrated", done);
        else if (done.Count == 0)
            terminal.Output.WriteLine("The database is up to date.");
        else
            terminal.Output.WriteLine($"The database is up to date; done now: {string.Join(", ", done)}.");
        return ExitCode.Good;
    }, cancellationToken);

    public Task<int> StatusAsync(CancellationToken cancellationToken) => WithAsync(async store =>
    {
        var pending = await store.PendingMigrationsAsync(cancellationToken);
        if (json)
            Print("pending", pending);
        else
            terminal.Output.WriteLine(pending.Count == 0 ? "The database is up to date." : $"{Counted.Of(pending.Count, "migration")} missing: {string.Join(", ", pending)}. `logos db migrate` does what is missing.");
        return pending.Count == 0 ? ExitCode.Good : ExitCode.RunFailed;
    }, cancellationToken);

    private async Task<int> WithAsync(Func<PostgresStore, Task<int>> work, CancellationToken cancellationToken)
    {
        var address = given ?? SharedServer.Postgres.Find(name => terminal.Variable(name.Replace(":", "__", StringComparison.Ordinal)));
        if (string.IsNullOrWhiteSpace(address))
            return Failure.Tell([new(AdaptersCodes.DatabaseAddress, "no database is named") { Hint = "name it with --postgres, or in POSTGRES_URL" }], "db", null, json, terminal);
        var patience = TimeSpan.Zero;
        if (Wait is not null && !Duration.TryParse(Wait, out patience))
            return Failure.Tell([new(CliCodes.BadValue.Code, $"--wait is a duration such as 30s or 2m, and not `{Wait}`")], "db", null, json, terminal);
        var began = terminal.Clock.GetTimestamp();
        while (true)
        {
            try
            {
                await using var store = PostgresStore.Open(address, terminal.Clock);
                return await work(store);
            }
            catch (StoreUnavailableException) when (terminal.Clock.GetElapsedTime(began) < patience)
            {
                await Task.Delay(Look, terminal.Clock, cancellationToken);
            }
            catch (Exception e) when (DatabaseFaults.Of(e) is { } told)
            {
                return Failure.Tell([told.Fault], "db", null, json, terminal, told.Code);
            }
        }
    }

    private void Print(string name, IReadOnlyList<string> migrations) => JsonLine.Print(terminal.Output, to => Write(to, name, migrations));

    private static void Write(Utf8JsonWriter to, string name, IReadOnlyList<string> migrations)
    {
        to.WriteStartArray(name);
        foreach (var migration in migrations)
            to.WriteStringValue(migration);
        to.WriteEndArray();
    }
}
