using System.Text;

namespace Logos.Cli.Terminals;

/// <summary>Where a command reads and writes: the process's own streams, or a test's.</summary>
internal sealed class Terminal
{
    private const int DefaultWidth = 100;
    private const int DefaultHeight = 24;

    private readonly Func<string, string?> _environment;

    public Terminal(Stream input, TextWriter output, TextWriter error, Func<string, string?> environment)
    {
        Input = input;
        Output = output;
        Error = error;
        _environment = environment;
    }

    public Stream Input { get; }

    public TextWriter Output { get; }

    public TextWriter Error { get; }

    /// <summary>Why standard output lost something, or null. What standard error loses nobody can be told.</summary>
    public Func<string?> OutputTrouble { get; init; } = () => null;

    public bool InputIsTerminal { get; init; }

    public bool OutputIsTerminal { get; init; }

    public bool ErrorIsTerminal { get; init; }

    public Func<int> Width { get; init; } = () => DefaultWidth;

    public Func<int> Height { get; init; } = () => DefaultHeight;

    /// <summary>Standard error is a terminal on which lines can be written over.</summary>
    public bool ErrorIsScreen => ErrorIsTerminal && _environment("TERM") is { Length: > 0 } and not "dumb";

    public Paper OutputPaper => new(Output, OutputInk, Width);

    public Paper ErrorPaper => new(Error, ErrorInk, Width);

    public string WorkingDirectory { get; init; } = Environment.CurrentDirectory;

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    public Ink OutputInk => Ink.For(OutputIsTerminal, _environment);

    public Ink ErrorInk => Ink.For(ErrorIsTerminal, _environment);

    public string? Variable(string name) => _environment(name);

    public static Terminal OfThisProcess()
    {
        // Redirected output is UTF-8 whatever LANG says: what is printed is JSON and source text.
        if (OperatingSystem.IsWindows() && !Console.IsOutputRedirected)
            Console.OutputEncoding = Encoding.UTF8;
        var output = StandardStreams.Output();
        return new Terminal(StandardStreams.Input(), Writer(output), Writer(StandardStreams.Error()), Environment.GetEnvironmentVariable)
        {
            OutputTrouble = () => output.Trouble,
            InputIsTerminal = !Console.IsInputRedirected,
            OutputIsTerminal = !Console.IsOutputRedirected,
            ErrorIsTerminal = !Console.IsErrorRedirected,
            Width = WindowWidth,
            Height = WindowHeight,
        };
    }

    private static StreamWriter Writer(Stream stream) =>
        new(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), bufferSize: 16 * 1024) { NewLine = "\n" };

    private static int WindowHeight()
    {
        try
        {
            return Console.WindowHeight is > 0 and var height ? height : DefaultHeight;
        }
        catch (IOException)
        {
            return DefaultHeight;
        }
    }

    private static int WindowWidth()
    {
        if (Console.IsOutputRedirected && Console.IsErrorRedirected) return DefaultWidth;
        try
        {
            return Math.Max(Console.WindowWidth, 40);
        }
        catch (IOException)
        {
            return DefaultWidth;
        }
    }
}
