using System.CommandLine;
using Logos.Cli.Application;
using Logos.Cli.Client;
using Logos.Cli.Input;
using Logos.Cli.Terminals;
using Logos.Core.Graphs.Definition;

namespace Logos.Cli.Run;

/// <summary><c>logos run FILE</c></summary>
internal static class RunCommand
{
    public static Command Create(Terminal terminal)
    {
        var file = CommonOptions.File("The graph; - reads standard input");
        var input = Several("--input", "An input of the graph; text as it is, everything else as JSON", "NAME=VALUE", "-i");
        var inputs = new Option<string>("--inputs") { Description = "The inputs as one JSON object; --input comes before it", HelpName = "FILE" };
        var signal = Several("--signal", "What to answer when a node waits for NAME: a signal's, or an approval's id", "NAME=JSON");
        var keep = new Option<string>("--keep") { Description = "Keep the journal in this folder; one that a run has kept is taken up again", HelpName = "DIR" };
        var timeout = new Option<string>("--timeout") { Description = "End the execution after so long, such as 30s", HelpName = "TIME" };
        timeout.Validators.Add(given =>
        {
            if (given.Tokens is [var word, ..] && (!Duration.TryParse(word.Value, out var time) || time == TimeSpan.Zero))
                given.AddError($"--timeout is a duration such as 200ms, 30s or 5m, and not `{word.Value}`");
        });
        var only = new Option<string>("--only") { Description = "Run this node alone, once, on the values of --with", HelpName = "NODE" };
        var with = new Option<string>("--with") { Description = "What the expressions of --only read, as one JSON object: inputs, ids of nodes, item, index", HelpName = "FILE" };
        var from = new Option<string>("--from") { Description = "Take them from the newest execution of the graph in this folder, which a run has kept; --with comes before it", HelpName = "DIR" };
        var remote = new RunOnServer();
        var command = new CliCommand("run", "Run a graph in this process, or with --server on a server, and print its outputs")
        {
            Examples =
            [
                new("logos run orders.yaml --input product_id=PROD-001", "run it; the outputs go to standard output"),
                new("logos run orders.yaml --inputs inputs.json --json", "for a machine"),
                new("logos run orders.yaml --input product_id=PROD-002 --signal approve={\\\"decision\\\":\\\"approved\\\"}", "answer an approval beforehand"),
                new("logos run orders.yaml --only decide --with values.json", "one node alone"),
                new("logos run orders.yaml --only decide --from kept", "on what it read in a run with --keep kept"),
                new("logos run orders.yaml --server --input product_id=PROD-001", "store it on the server that `logos login` keeps, and execute it there"),
            ],
            Details = "Graphs that its nodes start are found beside FILE, as NAME.yaml, NAME.yml or NAME.json. "
                + "`${{ secrets.NAME }}` is the environment variable LOGOS_SECRET_NAME, and the address of a connection LOGOS_CONNECTION_NAME. "
                + "What happens is told on standard error; nodes of types that need more than this process are refused before anything runs. "
                + "Where nobody can ever answer what a node waits for, the execution is cancelled. "
                + "The first Ctrl-C cancels the execution, the second ends logos at once. "
                + "With --json it prints {\"execution_id\",\"status\",\"results\",\"error\",\"nodes\"}. "
                + "With --only one attempt of that node is made, with its time limit and without its `when`, and its output is printed; with --json {\"node\",\"status\",\"duration_ms\",\"input\",\"output\",\"error\"}. "
                + "With --server it does what `logos submit FILE` and `logos execute GRAPH` do: the graph and those that lie beside it and that its nodes start become versions on the server, other graphs and secrets are those of the server, "
                + "Ctrl-C ends the following and not the execution, and --json prints {\"execution_id\",\"status\",\"results\",\"error\"}.",
        };
        command.Add(file);
        command.Add(input);
        command.Add(inputs);
        command.Add(signal);
        command.Add(keep);
        command.Add(timeout);
        command.Add(only);
        command.Add(with);
        command.Add(from);
        foreach (var option in remote.Options)
            command.Add(option);
        command.Validators.Add(given =>
        {
            remote.Check(given, file, [signal, keep, only, with, from]);
            if (given.GetResult(only) is null)
            {
                foreach (var option in new[] { with, from }.Where(option => given.GetResult(option) is not null))
                    given.AddError($"{option.Name} says what the node of --only is given, and there is no --only");
                return;
            }

            foreach (var option in new Option[] { input, inputs, signal, keep, timeout }.Where(option => given.GetResult(option) is not null))
                given.AddError($"{option.Name} is for a whole graph, and --only runs one node");
            if (given.GetResult(file)?.Tokens is [{ Value: InputFile.Stdin }] && given.GetResult(with)?.Tokens is [{ Value: InputFile.Stdin }])
                given.AddError("`-` can stand for only one of FILE and --with");
        });
        command.SetAction((parsed, cancellationToken) => remote.IsWanted(parsed) ? RunOnServer.RunAsync(parsed, terminal, parsed.GetRequiredValue(file), parsed.GetValue(input), parsed.GetValue(inputs), parsed.GetValue(timeout), cancellationToken)
            : parsed.GetValue(only) is { } node ? RunNode(parsed, node)
            : RunGraph(parsed));
        return command;

        Task<int> RunNode(ParseResult parsed, string node) => new NodeRun(terminal, parsed.GetValue(CommonOptions.Json))
        {
            File = parsed.GetRequiredValue(file),
            Node = node,
            With = parsed.GetValue(with),
            From = parsed.GetValue(from),
        }.RunAsync();

        Task<int> RunGraph(ParseResult parsed) => new GraphRun(terminal, parsed.GetValue(CommonOptions.Json))
        {
            File = parsed.GetRequiredValue(file),
            Inputs = parsed.GetValue(input) ?? [],
            InputsFile = parsed.GetValue(inputs),
            Signals = parsed.GetValue(signal) ?? [],
            Keep = parsed.GetValue(keep),
            Within = parsed.GetValue(timeout) is { } word && Duration.TryParse(word, out var within) ? within : null,
        }.RunAsync();
    }

    private static Option<string[]> Several(string name, string description, string form, params string[] aliases)
    {
        var option = new Option<string[]>(name, aliases) { Description = description, HelpName = form, Arity = ArgumentArity.OneOrMore, AllowMultipleArgumentsPerToken = false };
        option.Validators.Add(given =>
        {
            foreach (var token in given.Tokens.Where(token => token.Value.IndexOf('=', StringComparison.Ordinal) < 1))
                given.AddError($"{name} is written {form}, and not `{token.Value}`");
        });
        return option;
    }
}
