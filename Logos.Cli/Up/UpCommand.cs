using System.CommandLine;
using Logos.Cli.Application;
using Logos.Cli.Cluster;
using Logos.Cli.Cluster.Replicas;
using Logos.Cli.Run;
using Logos.Cli.Terminals;
using Logos.ServiceDefaults.Logs;

namespace Logos.Cli.Up;

/// <summary><c>logos up</c></summary>
internal static class UpCommand
{
    public const string Address = "http://127.0.0.1:5050";
    public const string Folder = "logos-data";

    public static Command Create(Terminal terminal)
    {
        var urls = new Option<string>("--urls") { Description = $"Where to listen; several are separated by `;` (default {Address})", HelpName = "URL", DefaultValueFactory = _ => Address };
        var data = new Option<string>("--data") { Description = $"The folder that keeps everything (default {Folder}, and {ClusterRun.Folder} with --distributed)", HelpName = "DIR", DefaultValueFactory = _ => Folder };
        var graphs = new Option<string>("--graphs") { Description = "A folder of graphs that the server has from its start; `graphs` where that is there", HelpName = "DIR" };
        var noAuth = CommonOptions.Flag("--no-auth", "Ask nobody who they are; on loopback alone");
        var log = new Option<string>("--log") { Description = "From which level on it logs: warning on a terminal, else info", HelpName = "LEVEL" };
        log.AcceptOnlyFromAmong([.. LogLevels.Names]);
        var format = new Option<string>("--log-format") { Description = "line or json; a line on a terminal, else JSON", HelpName = "FORMAT" };
        format.AcceptOnlyFromAmong("line", "json");
        var cluster = new ClusterOptions();
        var command = new CliCommand("up", "Start the server: gateway, engine and workers in this process, or each in its own")
        {
            Examples =
            [
                new("logos up", $"on {Address}, with its data in {Folder}"),
                new("logos up --urls http://127.0.0.1:8080 --data /srv/logos", "elsewhere"),
                new("logos up --graphs samples/purchasing", "with graphs from the start"),
                new("logos up --urls http://127.0.0.1:0 --json", "on a free port, for a program"),
                new("logos up --distributed --servers --workers 3", "a cluster on this machine, with PostgreSQL, RabbitMQ and Redis"),
            ],
            Details = "At the first start it makes an admin token, and shows it once. `logos token new --data DIR` makes another for a server that is stopped. "
                + "With --json it prints {\"address\",\"sign_in\",\"token\"} when it is ready, or \"no_auth\": true for the last two. Logs go to standard error, and never carry what graphs work on. "
                + "The first Ctrl-C lets running nodes end, the second ends it at once; what has not ended goes on at the next start. "
                + "It takes settings from the environment and from appsettings.json (Logos__Engine__Poll=1s), and the names LOG_LEVEL, POLL_INTERVAL, BATCH_SIZE and MAX_RETRIES. "
                + "With --distributed every service is a process of its own, over the PostgreSQL, RabbitMQ and Redis of POSTGRES_URL, RABBITMQ_URL and REDIS_URL, or with --servers over the machine's own, which it starts in the folder. Their logs are one, each line under the name of its process; what ends by itself is started again. "
                + "It ends with 1 when it cannot listen there, its disk fails or a process of a cluster does not start, with 2 when the folder is in use, is not one of Logos, or a setting or a graph is at fault.",
        };
        foreach (var option in new Option[] { urls, data, graphs, noAuth, log, format }.Concat(cluster.All))
            command.Add(option);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var interruption = new Interruption();
            if (cluster.Read(parsed, out var fault) is { } shape)
            {
                return await new ClusterRun(terminal, parsed.GetValue(CommonOptions.Json), shape, ThisProgram.OfThisProcess())
                {
                    Urls = parsed.GetRequiredValue(urls),
                    Data = parsed.GetResult(data) is { Implicit: false } ? parsed.GetRequiredValue(data) : ClusterRun.Folder,
                    Graphs = parsed.GetValue(graphs),
                    NoAuth = parsed.GetValue(noAuth),
                    Log = parsed.GetValue(log),
                    Format = parsed.GetValue(format),
                }.RunAsync(interruption);
            }

            if (fault is not null)
                return UsageErrors.Tell([fault], parsed.CommandResult.Command, parsed.GetValue(CommonOptions.Json), terminal);
            return await new UpRun(terminal, parsed.GetValue(CommonOptions.Json))
            {
                Urls = parsed.GetRequiredValue(urls),
                Data = parsed.GetRequiredValue(data),
                Graphs = parsed.GetValue(graphs),
                NoAuth = parsed.GetValue(noAuth),
                Log = parsed.GetValue(log),
                Format = parsed.GetValue(format),
            }.RunAsync(interruption, cancellationToken);
        });
        return command;
    }
}
