using System.Text.Json;
using Logos.Adapters.Faults;
using Logos.Adapters.Postgres;
using Logos.Cli.Application;
using Logos.Cli.Output;
using Logos.Cli.Terminals;
using Logos.Core.Orchestration;
using Logos.Rules.Faults;

namespace Logos.Cli.Databases;

/// <summary>A distributed engine's database, as somebody looks after it.</summary>
internal sealed class DatabaseWork(Terminal terminal, string? given, bool json)
{
    private static readonly string[] Variables = ["POSTGRES_URL", "DATABASE_URL", "ConnectionStrings__postgres"];

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
        var address = given ?? Variables.Select(terminal.Variable).FirstOrDefault(value => !string.IsNullOrWhiteSpace(value));
        if (string.IsNullOrWhiteSpace(address))
            return Tell(AdaptersCodes.DatabaseAddress, "no database is named", "name it with --postgres, or in POSTGRES_URL", ExitCode.InputAtFault);
        try
        {
            await using var store = PostgresStore.Open(address, terminal.Clock);
            return await work(store);
        }
        catch (ArgumentException)
        {
            // What cannot be read may hold a password: it is not repeated.
            return Tell(AdaptersCodes.DatabaseAddress, "the address of PostgreSQL cannot be read", "write Host=…;Username=…;Database=…, or postgres://user:password@host:port/database", ExitCode.InputAtFault);
        }
        catch (PostgresRefusedException e)
        {
            return Tell(e.IsNewer ? AdaptersCodes.DatabaseNewer : AdaptersCodes.DatabaseRefuses, e.Message, null, e.IsNewer ? ExitCode.InputAtFault : ExitCode.RunFailed);
        }
        catch (StoreUnavailableException e)
        {
            return Tell(AdaptersCodes.DatabaseAway, e.Message, null, ExitCode.RunFailed);
        }
    }

    private int Tell(string code, string message, string? hint, int exit) => Failure.Tell([new Fault(code, message) { Hint = hint }], "db", null, json, terminal, exit);

    private void Print(string name, IReadOnlyList<string> migrations) => JsonLine.Print(terminal.Output, to => Write(to, name, migrations));

    private static void Write(Utf8JsonWriter to, string name, IReadOnlyList<string> migrations)
    {
        to.WriteStartArray(name);
        foreach (var migration in migrations)
            to.WriteStringValue(migration);
        to.WriteEndArray();
    }
}
