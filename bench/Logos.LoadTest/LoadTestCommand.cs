using System.CommandLine;
using Logos.LoadTest.Cluster;
using Logos.LoadTest.Http;

namespace Logos.LoadTest;

/// <summary>What can be measured, and how.</summary>
internal static class LoadTestCommand
{
    public static RootCommand Create()
    {
        var rounds = new Option<int>("--rounds") { Description = "How often everything runs, in turn; the median counts", DefaultValueFactory = _ => 5 };
        var only = new Option<string[]>("--only") { Description = "Just these, such as W1 W3", AllowMultipleArgumentsPerToken = true };
        var folder = new Option<string?>("--folder") { Description = "Where the journals lie: on the disk that is to be measured; a temporary folder otherwise" };
        var seconds = new Option<double>("--seconds") { Description = "How long each part of a round lasts", DefaultValueFactory = _ => 2 };
        var smoke = new Option<bool>("--smoke") { Description = "Everything once and short: whether it works, and not how fast" };
        var soak = new Option<double?>("--soak") { Description = "Load for so many minutes, with retention: fails when memory or the folder grows; with --cluster the services at 70 % of what they can, whose counts have to agree", HelpName = "MINUTES" };
        var http = new Option<bool>("--http") { Description = "The server as a process, over HTTP: graphs a second with and without 1,000 watchers, how long submissions take at 1,500 a second, and what it costs to watch 1,000 executions that keep changing" };
        var rabbitmq = new Option<string?>("--rabbitmq") { Description = "The broker alone, at this server of its own: confirmed messages a second and round trips", HelpName = "amqp://…" };
        var rows = new Option<string?>("--rows") { Description = "The store alone, in this empty database: what lists, status and submissions cost beside 1,000 ended executions, and beside --count of them", HelpName = "postgres://…" };
        var count = new Option<int>("--count") { Description = "How many ended executions --rows fills in", DefaultValueFactory = _ => 1_000_000 };
        var cluster = new Option<bool>("--cluster") { Description = "The services over PostgreSQL, RabbitMQ and Redis of this machine, which it starts, beside a program that does nothing but their hops and commits" };
        var ignored = new Argument<string[]>("filter") { Arity = ArgumentArity.ZeroOrMore, Hidden = true };
        var command = new RootCommand("The embedded engine under load, durable, beside two floors: bare channels and bare journal commits");
        foreach (var option in new Option[] { rounds, only, folder, seconds, smoke, soak, http, rabbitmq, rows, count, cluster })
            command.Add(option);
        command.Add(ignored);
        command.SetAction((given, stop) =>
        {
            if (given.GetValue(rabbitmq) is { } server)
                return BrokerSpeed.RunAsync(server, TimeSpan.FromSeconds(given.GetValue(seconds)), given.GetValue(rounds), stop);
            if (given.GetValue(rows) is { } database)
                return RowSpeed.RunAsync(database, given.GetValue(count), TimeSpan.FromSeconds(given.GetValue(seconds)), stop);
            if (given.GetValue(soak) is { } minutes)
                return given.GetValue(cluster) ? ClusterSoak.RunAsync(TimeSpan.FromMinutes(minutes), stop) : Soak.RunAsync(TimeSpan.FromMinutes(minutes), given.GetValue(folder), stop);
            var plan = new Plan(given.GetValue(rounds), TimeSpan.FromSeconds(given.GetValue(seconds)), given.GetValue(only) ?? [], given.GetValue(folder), given.GetValue(smoke), given.GetValue(ignored) ?? []);
            if (given.GetValue(cluster))
                return ClusterTests.RunAsync(plan, stop);
            return given.GetValue(http) && !plan.Smoke ? HttpLoadTests.RunAsync(plan, stop) : LoadTests.RunAsync(plan, stop);
        });
        return command;
    }
}
