using System.CommandLine;
using System.Text.Json;
using System.Text.RegularExpressions;
using Logos.Cli.Application;
using Logos.Cli.Output;
using Logos.Cli.Terminals;
using Logos.Rules.Faults;

namespace Logos.Cli.New;

/// <summary><c>logos new NAME</c>: a graph to begin with, that validates as it stands.</summary>
internal static partial class NewCommand
{
    public static Command Create(Terminal terminal)
    {
        var name = CommonOptions.File("The graph's name; it is written to NAME.yaml", "NAME");
        var template = new Option<string>("--template", "-t")
        {
            Description = "What to begin with: " + string.Join("; ", Template.All.Select(each => $"{each.Name} ({each.Meaning})")),
            HelpName = "TEMPLATE",
            DefaultValueFactory = _ => Template.Minimal.Name,
        };
        template.AcceptOnlyFromAmong([.. Template.All.Select(each => each.Name)]);
        var force = CommonOptions.Flag("--force", "Replace files that exist");
        var command = new CliCommand("new", "Begin a graph in a new file")
        {
            Examples =
            [
                new("logos new orders", "write orders.yaml"),
                new("logos new orders --template rules", "write orders.yaml and orders.grl"),
                new("logos new orders --template approval --force", "replace an orders.yaml that exists"),
            ],
        };
        command.Add(name);
        command.Add(template);
        command.Add(force);
        command.SetAction(parsed => Run(
            parsed.GetRequiredValue(name),
            Template.All.Single(each => each.Name == parsed.GetRequiredValue(template)),
            parsed.GetValue(force),
            parsed.GetValue(CommonOptions.Json),
            terminal));
        return command;
    }

    private static int Run(string name, Template template, bool force, bool json, Terminal terminal)
    {
        if (!Usable().IsMatch(name))
        {
            var bad = new Fault(CliCodes.BadName.Code, $"`{name}` cannot be the name of a graph") { Hint = "begin with a letter and go on with letters, digits, - and _; 64 at most" };
            return Failure.Tell([bad], name, null, json, terminal);
        }

        var files = template.For(name).ToList();
        if (TargetFile.WriteAll(terminal.WorkingDirectory, files, force) is { } fault)
            return Failure.Tell([fault], name, null, json, terminal);
        if (json)
        {
            JsonLine.Print(terminal.Output, line => WriteNames(line, files));
            return ExitCode.Good;
        }

        foreach (var (file, _) in files)
            terminal.Output.WriteLine($"{terminal.OutputInk.Green("wrote")} {file}");
        terminal.Output.WriteLine($"Next: logos validate {files[0].File}, then logos plan {files[0].File}");
        return ExitCode.Good;
    }

    private static void WriteNames(Utf8JsonWriter json, List<(string File, string Text)> files)
    {
        json.WriteStartArray("files");
        foreach (var (file, _) in files)
            json.WriteStringValue(file);
        json.WriteEndArray();
    }

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9_-]{0,63}\z")]
    private static partial Regex Usable();
}
