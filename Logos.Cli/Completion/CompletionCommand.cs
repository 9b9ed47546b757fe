using System.CommandLine;
using Logos.Cli.Application;
using Logos.Cli.Output;
using Logos.Cli.Terminals;

namespace Logos.Cli.Completion;

/// <summary>Prints the script that makes a shell complete `logos`; the words come from its suggest directive.</summary>
internal static class CompletionCommand
{
    private static readonly string[] Shells = ["bash", "zsh", "fish"];

    public static Command Create(Terminal terminal)
    {
        var shell = new Argument<string>("SHELL") { Description = "bash, zsh or fish" };
        shell.AcceptOnlyFromAmong(Shells);
        var command = new CliCommand("completion", "Print the script that completes logos in a shell")
        {
            Examples =
            [
                new("logos completion bash > ~/.local/share/bash-completion/completions/logos", "for bash"),
                new("logos completion zsh > \"${fpath[1]}/_logos\"", "for zsh"),
                new("logos completion fish > ~/.config/fish/completions/logos.fish", "for fish"),
            ],
        };
        command.Add(shell);
        command.SetAction(parsed =>
        {
            using var script = typeof(CompletionCommand).Assembly.GetManifestResourceStream($"completion.{parsed.GetValue(shell)}")!;
            using var reader = new StreamReader(script);
            var text = reader.ReadToEnd();
            if (parsed.GetValue(CommonOptions.Json)) JsonLine.Print(terminal.Output, json => json.WriteString("script", text));
            else terminal.Output.Write(text);
            return ExitCode.Good;
        });
        return command;
    }
}
