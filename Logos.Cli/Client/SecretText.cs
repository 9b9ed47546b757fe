using System.Text;
using Logos.Cli.Input;
using Logos.Cli.Terminals;

namespace Logos.Cli.Client;

/// <summary>What must not stand on a command line, where everybody on the machine could read it: asked without showing it, or from standard input.</summary>
internal static class SecretText
{
    private static readonly SizeLimit Limit = new(1024 * 1024, "a secret has 1 MiB at most");

    /// <returns>Without the line's end.</returns>
    public static string Ask(string question, Terminal terminal)
    {
        if (!terminal.InputIsTerminal)
        {
            var source = InputFile.Read(InputFile.Stdin, Limit, terminal, out var unreadable) ?? throw new ClientFaultException([unreadable!]);
            return source.Text.EndsWith('\n') ? source.Text.TrimEnd('\n').TrimEnd('\r') : source.Text;
        }

        terminal.Error.Write(question);
        terminal.Error.Flush();
        var typed = Console.IsInputRedirected ? LineOf(terminal.Input) : Typed();
        terminal.Error.WriteLine();
        return typed;
    }

    private static string Typed()
    {
        var text = new StringBuilder();
        while (Console.ReadKey(intercept: true) is { Key: not ConsoleKey.Enter } key)
        {
            if (key.Key == ConsoleKey.Backspace)
                text.Length = Math.Max(0, text.Length - 1);
            else if (!char.IsControl(key.KeyChar))
                text.Append(key.KeyChar);
        }

        return text.ToString();
    }

    private static string LineOf(Stream input)
    {
        using var reader = new StreamReader(input, Encoding.UTF8, leaveOpen: true);
        return reader.ReadLine() ?? "";
    }
}
