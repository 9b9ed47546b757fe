using System.Text;
using Logos.Cli.Application;
using Logos.Cli.Terminals;

namespace Logos.Cli.Tests.Running;

internal sealed record CliRun(int Code, string Output, string Error)
{
    public string All => Output + Error;
}

/// <summary>The command line in this process, on streams of the test's own.</summary>
internal sealed class InProcess
{
    public Dictionary<string, string> Environment { get; } = [];

    public string Folder { get; init; } = System.Environment.CurrentDirectory;

    public byte[] Input { get; init; } = [];

    public bool OnTerminal { get; init; }

    public bool InputIsTerminal { get; init; }

    public int Width { get; init; } = 100;

    public int Height { get; init; } = 24;

    public CliRun Run(params string[] arguments)
    {
        var output = new StringWriter { NewLine = "\n" };
        var error = new StringWriter { NewLine = "\n" };
        var terminal = new Terminal(new MemoryStream(Input), output, error, name => Environment.GetValueOrDefault(name))
        {
            InputIsTerminal = InputIsTerminal,
            OutputIsTerminal = OnTerminal,
            ErrorIsTerminal = OnTerminal,
            Width = () => Width,
            Height = () => Height,
            WorkingDirectory = Folder,
        };
        var code = CommandLine.Run(arguments, terminal);
        return new CliRun(code, output.ToString(), error.ToString());
    }

    public static CliRun In(TempFolder folder, params string[] arguments) => new InProcess { Folder = folder.Path }.Run(arguments);

    public static InProcess WithInput(string text) => new() { Input = Encoding.UTF8.GetBytes(text) };
}
