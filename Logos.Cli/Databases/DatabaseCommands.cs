using System.CommandLine;
using Logos.Cli.Application;
using Logos.Cli.Terminals;

namespace Logos.Cli.Databases;

/// <summary><c>logos db</c></summary>
internal static class DatabaseCommands
{
    public static Command Create(Terminal terminal)
    {
        var command = new CliCommand("db", "Look at the PostgreSQL database of a distributed engine, and bring it up to date")
        {
            Examples =
            [
                new("logos db status", "which migrations are missing; the address is in POSTGRES_URL"),
                new("logos db migrate --postgres postgres://logos@localhost/logos", "do what is missing"),
            ],
        };
        command.Add(Migrate(terminal));
        command.Add(Status(terminal));
        return command;
    }

    private static CliCommand Migrate(Terminal terminal)
    {
        var postgres = Address();
        var wait = new Option<string>("--wait") { Description = "For so long, try again while the server is away", HelpName = "TIME" };
        var command = new CliCommand("migrate", "Bring the database to the form that this version works with")
        {
            Examples =
            [
                new("logos db migrate --postgres postgres://logos@localhost/logos", "an empty database, or one of an older version"),
                new("logos db migrate --wait 1m", "of a server that may be starting"),
            ],
            Details = "Each migration is a transaction and is done once, however many ask at a time; an engine that runs may go on meanwhile. "
                + "It ends with 1 when the server is away or refuses it, with 2 when the address cannot be read or a newer version has been here.",
        };
        command.Add(postgres);
        command.Add(wait);
        command.SetAction((parsed, cancellationToken) => new DatabaseWork(terminal, parsed.GetValue(postgres), parsed.GetValue(CommonOptions.Json)) { Wait = parsed.GetValue(wait) }.MigrateAsync(cancellationToken));
        return command;
    }

    private static CliCommand Status(Terminal terminal)
    {
        var postgres = Address();
        var command = new CliCommand("status", "Say which migrations the database is missing")
        {
            Examples = [new("logos db status --json", "for a script that waits for a migration")],
            Details = "It changes nothing. It ends with 0 when the database is up to date, with 1 when it is not or cannot be reached, with 2 when the address cannot be read or a newer version has been here.",
        };
        command.Add(postgres);
        command.SetAction((parsed, cancellationToken) => new DatabaseWork(terminal, parsed.GetValue(postgres), parsed.GetValue(CommonOptions.Json)).StatusAsync(cancellationToken));
        return command;
    }

    private static Option<string> Address() => new("--postgres")
    {
        Description = "The database; in place of POSTGRES_URL, DATABASE_URL or ConnectionStrings__postgres of the environment, which keep a password out of the list of processes",
        HelpName = "ADDRESS",
    };
}
