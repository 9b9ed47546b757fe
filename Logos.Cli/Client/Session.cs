using System.CommandLine;
using Logos.Cli.Application;
using Logos.Cli.Output;
using Logos.Cli.Terminals;

namespace Logos.Cli.Client;

/// <summary>One command against a server: what was given to it, and how it tells.</summary>
internal sealed class Session(ParseResult parsed, Terminal terminal, bool json, CancellationToken cancellationToken) : IDisposable
{
    public const string ServerName = "--server";
    public const string TokenFileName = "--token-file";

    private Api? _api;

    public Terminal Terminal { get; } = terminal;

    public bool Json { get; } = json;

    public CancellationToken Cancellation { get; } = cancellationToken;

    public Api Api => _api ??= new(Destination.Find(Server, TokenFile, Terminal), Terminal);

    public string? Server => parsed.GetValue<string>(ServerName);

    public string? TokenFile => parsed.GetValue<string>(TokenFileName);

    public TextWriter Output => Terminal.Output;

    public T? Get<T>(Option<T> option) => parsed.GetValue(option);

    public T Get<T>(Argument<T> argument) => parsed.GetRequiredValue(argument);

    public string? Find(Argument<string> argument) => parsed.GetValue(argument);

    /// <summary>Of each command its own: one that all shared would remember every command that ever took it.</summary>
    public static IEnumerable<Option> Options() =>
    [
        new Option<string>(ServerName) { Description = "The server's address, before LOGOS_SERVER and `logos login`", HelpName = "URL" },
        TokenFileOption(),
    ];

    public static Option<string> TokenFileOption() =>
        new(TokenFileName) { Description = "The file with the token, before LOGOS_TOKEN and `logos login`; - reads standard input", HelpName = "FILE" };

    public Task<Answer> Ask(string path) => Api.GetAsync(path, Cancellation);

    public Task<Answer> Send(Call call) => Api.SendAsync(call, Cancellation);

    /// <summary>The answer itself for a machine, and words for a reader.</summary>
    public int Tell(Answer answer, Action<System.Text.Json.JsonElement> inWords)
    {
        if (Json)
            Output.Write(answer.ToLine());
        else
            inWords(answer.Root);
        return ExitCode.Good;
    }

    /// <summary>Of something that leaves nothing to show.</summary>
    public int Done(string words)
    {
        if (Json)
            JsonLine.Print(Output, json => json.WriteBoolean("ok", true));
        else
            Output.WriteLine(Visible.Of(words));
        return ExitCode.Good;
    }

    /// <summary>Beside the result, for whoever watches.</summary>
    public void Note(string words)
    {
        if (!Json)
            Terminal.Error.WriteLine(Terminal.ErrorInk.Dim(Visible.Of(words)));
    }

    public void Dispose() => _api?.Dispose();
}
