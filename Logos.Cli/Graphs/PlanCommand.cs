using System.CommandLine;
using Logos.Cli.Application;
using Logos.Cli.Terminals;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Graphs.Planning;
using Logos.Core.Graphs.Planning.Rendering;

namespace Logos.Cli.Graphs;

/// <summary><c>logos plan FILE</c></summary>
internal static class PlanCommand
{
    public static Command Create(Terminal terminal)
    {
        var file = CommonOptions.File("The graph; - reads standard input");
        var format = new Option<string>("--format", "-f")
        {
            Description = "How to print it: text, json or mermaid",
            HelpName = "FORMAT",
            DefaultValueFactory = _ => "text",
        };
        format.AcceptOnlyFromAmong("text", "json", "mermaid");
        var strict = CommonOptions.Strict();
        var command = new CliCommand("plan", "Show in which order a graph would run, and what it needs")
        {
            Examples =
            [
                new("logos plan orders.yaml", "for a reader"),
                new("logos plan orders.yaml --format mermaid > orders.mmd", "as a diagram"),
                new("logos plan orders.yaml --json", "on one line, for a machine"),
            ],
            Details = "It tells the levels, the critical path, what runs in one go, the effects outside, and which connections and secrets are needed.",
        };
        command.Add(file);
        command.Add(format);
        command.Add(strict);
        command.Validators.Add(given =>
        {
            if (given.GetValue(CommonOptions.Json) && given.GetResult(format) is { Implicit: false } chosen && chosen.GetValueOrDefault<string>() is var other and not "json")
                given.AddError($"`--json` and `--format {other}` ask for two results; leave one of them out");
        });
        command.SetAction(parsed =>
        {
            var json = parsed.GetValue(CommonOptions.Json);
            var graph = GraphFile.Load(parsed.GetRequiredValue(file), terminal);
            if (graph.RefuseUnlessValid(parsed.GetValue(strict), json, terminal) is { } refused)
                return refused;
            var plan = GraphPlan.Build(graph.Reading.Graph!, NodeTypeRegistry.BuiltIn);
            terminal.Output.Write(Print(plan, json ? "line" : parsed.GetRequiredValue(format)));
            return ExitCode.Good;
        });
        return command;
    }

    private static string Print(GraphPlan plan, string format) => format switch
    {
        "line" => Ended(PlanJson.Write(plan, indented: false)),
        "json" => Ended(PlanJson.Write(plan)),
        "mermaid" => Ended(PlanMermaid.Write(plan)),
        _ => Ended(PlanText.Write(plan)),
    };

    private static string Ended(string text) => text.EndsWith('\n') ? text : text + "\n";
}
