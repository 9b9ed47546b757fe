using System.Text.Json;
using Logos.Adapters.Cluster;
using Logos.Adapters.Faults;
using Logos.Adapters.Postgres;
using Logos.Cli.Application;
using Logos.Cli.Output;
using Logos.Cli.Terminals;

namespace Logos.Cli.Databases;

/// <summary>A distributed engine's database, as somebody looks after it.</summary>
internal sealed class DatabaseWork(Terminal terminal, string? given, bool json)
{
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
    });

    public Task<int> StatusAsync(CancellationToken cancellationToken) => WithAsync(async store =>
    {
        var pending = await store.PendingMigrationsAsync(cancellationToken);
        if (json)
            Print("pending", pending);
        else
            terminal.Output.WriteLine(pending.Count == 0 ? "The database is up to date." : $"{Counted.Of(pending.Count, "migration")} missing: {string.Join(", ", pending)}. `logos db migrate` does what is missing.");
        return pending.Count == 0 ? ExitCode.Good : ExitCode.RunFailed;
    });

    private async Task<int> WithAsync(Func<PostgresStore, Task<int>> work)
    {
        var address = given ?? SharedServer.Postgres.Find(name => terminal.Variable(name.Replace(":", "__", StringComparison.Ordinal)));
        if (string.IsNullOrWhiteSpace(address))
            return Failure.Tell([new(AdaptersCodes.DatabaseAddress, "no database is named") { Hint = "name it with --postgres, or in POSTGRES_URL" }], "db", null, json, terminal);
        try
        {
            await using var store = PostgresStore.Open(address, terminal.Clock);
            return await work(store);
        }
        catch (Exception e) when (DatabaseFaults.Of(e) is { } told)
        {
            return Failure.Tell([told.Fault], "db", null, json, terminal, told.Code);
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
