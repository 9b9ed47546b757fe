using System.CommandLine;
using Logos.Cli.Application;
using Logos.Gateway.Service;
using Logos.Orchestrator.Service;
using Logos.ServiceDefaults.Programs;
using Logos.Workers.Service;

namespace Logos.Cli.Service;

/// <summary><c>logos service</c></summary>
internal static class ServiceCommands
{
    private const string Settings = "It takes its settings from the environment and from appsettings.json, logs on standard error, and ends with 0 when it is asked to, with 1 when it cannot go on, with 2 when a setting is at fault. ";

    public static Command Create()
    {
        var command = new CliCommand("service", "Run one service of a distributed engine, in front of PostgreSQL, RabbitMQ and Redis")
        {
            Examples =
            [
                new("logos service gateway", "the API and the console, with POSTGRES_URL, RABBITMQ_URL, REDIS_URL and Logos__KeyFile from the environment"),
                new("logos service workers", "workers of all pools; WORKER_TYPE=rule,io has them work for two"),
            ],
        };
        command.Add(Of(GatewayService.Program, "The API and the console, as many as one likes behind a balancer", "It listens on http://127.0.0.1:5050 unless ASPNETCORE_URLS says otherwise."));
        command.Add(Of(OrchestratorService.Program, "Owners of partitions: several share them", "Its health is on http://127.0.0.1:5051 unless ASPNETCORE_URLS says otherwise. POLL_INTERVAL, BATCH_SIZE and MAX_RETRIES hold here."));
        command.Add(Of(WorkersService.Program, "Workers of all pools, or of those that WORKER_TYPE names", "Its health is on http://127.0.0.1:5052 unless ASPNETCORE_URLS says otherwise. WORKER_TYPE is database, ai, rule, io, file, or several with commas between them."));
        return command;
    }

    private static CliCommand Of(ServiceProgram program, string description, string details)
    {
        var command = new CliCommand(program.Name, description)
        {
            Examples = [new($"logos service {program.Name}", "with settings from the environment")],
            Details = Settings + details,
        };
        command.SetAction((_, _) => program.RunAsync([]));
        return command;
    }
}
