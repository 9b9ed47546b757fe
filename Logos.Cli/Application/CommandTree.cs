using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Reflection;
using Logos.Cli.Client;
using Logos.Cli.Cluster;
using Logos.Cli.Completion;
using Logos.Cli.Data;
using Logos.Cli.Databases;
using Logos.Cli.Graphs;
using Logos.Cli.Grl;
using Logos.Cli.Help;
using Logos.Cli.New;
using Logos.Cli.Output;
using Logos.Cli.Run;
using Logos.Cli.Service;
using Logos.Cli.Terminals;
using Logos.Cli.Test;
using Logos.Cli.Up;

namespace Logos.Cli.Application;

/// <summary>All commands, in the order in which their help names them.</summary>
internal static class CommandTree
{
    public static readonly IReadOnlyList<Example> RootExamples =
    [
        new("logos up", "start a server"),
        new("logos new orders", "begin a graph in orders.yaml"),
        new("logos validate orders.yaml", "say everything that is wrong with it"),
        new("logos plan orders.yaml", "show in which order it would run"),
        new("logos run orders.yaml", "run it here"),
        new("logos submit orders.yaml", "store it on the server"),
        new("logos execute orders", "run it there, and follow it"),
        new("logos test orders.test.yaml", "run its tests, with stubs and without waiting"),
        new("logos grl eval rules.grl --facts facts.json", "evaluate rules over facts"),
    ];

    public static RootCommand Build(Terminal terminal)
    {
        var root = new RootCommand("Logos: serve graphs, and read graphs and rules, say what is wrong with them, plan, run and evaluate them.")
        {
            CommonOptions.Json,
        };
        foreach (var option in root.Options)
        {
            if (option is HelpOption)
            {
                // Only the names that every shell can type.
                option.Aliases.Clear();
                option.Aliases.Add("-h");
                (option.Description, option.Action) = ("Show help and examples", new HelpPage.Action(terminal));
            }

            if (option is VersionOption) (option.Description, option.Action) = ("Show the version", new VersionAction(terminal));
        }

        root.Add(UpCommand.Create(terminal));
        root.Add(ValidateCommand.Create(terminal));
        root.Add(PlanCommand.Create(terminal));
        root.Add(RunCommand.Create(terminal));
        root.Add(TestCommand.Create(terminal));
        root.Add(FormatCommand.Create(terminal));
        root.Add(ImportCommand.Create(terminal));
        root.Add(SchemaCommand.Create(terminal));
        root.Add(GrlCommands.Create(terminal));
        root.Add(DataCommands.Create(terminal));
        root.Add(DatabaseCommands.Create(terminal));
        root.Add(ServiceCommands.Create());
        root.Add(ServersCommand.Create(terminal));
        root.Add(NewCommand.Create(terminal));
        foreach (var command in ServerCommands.Create(terminal))
            root.Add(command);
        root.Add(CompletionCommand.Create(terminal));
        return root;
    }

    private sealed class VersionAction(Terminal terminal) : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            var version = typeof(CommandTree).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
            var plain = version.Split('+')[0];
            if (parseResult.GetValue(CommonOptions.Json)) JsonLine.Print(terminal.Output, json => json.WriteString("version", plain));
            else terminal.Output.WriteLine(plain);
            return ExitCode.Good;
        }
    }
}
