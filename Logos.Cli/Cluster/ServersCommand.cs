using System.CommandLine;
using System.Globalization;
using Logos.Cli.Application;
using Logos.Cli.Cluster.Servers;
using Logos.Cli.Run;
using Logos.Cli.Terminals;
using Logos.ServiceDefaults.Logs;

namespace Logos.Cli.Cluster;

/// <summary><c>logos servers</c></summary>
internal static class ServersCommand
{
    public const string Folder = "logos-servers";

    public static Command Create(Terminal terminal)
    {
        var data = new Option<string>("--data") { Description = $"The folder that keeps their data, ports and passwords (default {Folder})", HelpName = "DIR", DefaultValueFactory = _ => Folder };
        var postgres = Port("--postgres-port", "PostgreSQL");
        var redis = Port("--redis-port", "Redis");
        var rabbit = Port("--rabbitmq-port", "RabbitMQ");
        var log = new Option<string>("--log") { Description = "From which level on it logs: warning on a terminal, else info", HelpName = "LEVEL" };
        log.AcceptOnlyFromAmong([.. LogLevels.Names]);
        var check = CommonOptions.Flag("--check", "Start nothing; only say whether this machine has them");
        var command = new CliCommand("servers", "Run this machine's own PostgreSQL, RabbitMQ and Redis for services that run beside it")
        {
            Examples =
            [
                new("logos servers --data servers", "on free ports of loopback, which servers/servers.json has, with the passwords"),
                new("logos servers --check", "whether this machine has their programs"),
            ],
            Details = "`logos up --distributed --servers` runs services as well; the AppHost runs its own over these. PostgreSQL has the database `logos`, and the user of all but Redis is `logos`. "
                + $"{ServerWishes.PasswordVariable} in the environment is the password of all three, in letters and digits; without it each has its own. "
                + "Logs go to standard error. It runs until Ctrl-C or SIGTERM, and keeps the servers running until then. "
                + "It ends with 1 when a server does not start, with 2 when a program is missing, the folder is in use or holds something else, or an option is at fault.",
        };
        foreach (var option in new Option[] { data, postgres, redis, rabbit, log, check })
            command.Add(option);
        command.SetAction(async (parsed, _) =>
        {
            using var interruption = new Interruption();
            var run = new ServersRun(terminal, parsed.GetValue(CommonOptions.Json))
            {
                Data = parsed.GetRequiredValue(data),
                Log = parsed.GetValue(log),
                Wishes = new(parsed.GetValue(postgres), parsed.GetValue(redis), parsed.GetValue(rabbit), terminal.Variable(ServerWishes.PasswordVariable) is { Length: > 0 } given ? given : null),
            };
            return parsed.GetValue(check) ? run.Check() : await run.RunAsync(interruption);
        });
        return command;
    }

    private static Option<int?> Port(string name, string title)
    {
        var option = new Option<int?>(name) { Description = $"The port of {title} on loopback (one that is free, and stays)", HelpName = "PORT" };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var text }] && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port is < 1 or > ushort.MaxValue))
                result.AddError($"{name} is `{text}`, and takes a number from 1 to {ushort.MaxValue}");
        });
        return option;
    }
}
