using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Logos.Cli.Terminals;

namespace Logos.Cli.Client;

/// <summary><c>logos run FILE --server</c>: stores the graph there, executes that version, and shows it as <c>logos execute</c> does.</summary>
internal sealed class RunOnServer
{
    private readonly Option<string> _token = Session.TokenFileOption();

    /// <summary>Without an address it is that of LOGOS_SERVER or <c>logos login</c>.</summary>
    public Option<string> Server { get; } = new(Session.ServerName)
    {
        Description = "Run it on a server: store it there, and execute it; without URL on that of LOGOS_SERVER or `logos login`",
        HelpName = "[URL]",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public IEnumerable<Option> Options => [Server, _token];

    public void Check(CommandResult given, Argument<string> file, IEnumerable<Option> local)
    {
        if (given.GetResult(Server) is not { } server)
        {
            if (given.GetResult(_token) is not null)
                given.AddError($"{Session.TokenFileName} is for a server, and there is no {Session.ServerName}");
            return;
        }

        if (given.GetResult(file)?.Tokens is not [_, ..] && server.Tokens is [{ Value: var word }] && !word.StartsWith("http", StringComparison.OrdinalIgnoreCase))
            given.AddError($"`{word}` stands where {Session.ServerName} takes an address: FILE goes before it, as in `logos run {word} {Session.ServerName}`");
        foreach (var option in local.Where(option => given.GetResult(option) is not null))
            given.AddError($"{option.Name} is for a run in this process, and {Session.ServerName} runs it on a server");
    }

    public bool IsWanted(ParseResult parsed) => parsed.GetResult(Server) is not null;

    public static Task<int> RunAsync(ParseResult parsed, Terminal terminal, string file, string[]? words, string? inputs, string? timeout, CancellationToken cancellationToken) =>
        ClientCommand.RunAsync(parsed, terminal, async session =>
        {
            Answer stored = null!;
            foreach (var each in StartedGraphs.Of(file, terminal))
            {
                stored = await SubmitCommand.SendAsync(session, each, isDry: false);
                session.Note(SubmitCommand.Stored(stored));
            }

            var (name, version) = (stored.Root.Text("name"), int.Parse(stored.Root.Text("version"), CultureInfo.InvariantCulture));
            var given = await Given.InputsAsync(session, name, version, words, inputs);
            var answer = await session.Send(Call.Create($"graphs/{Call.Segment(name)}/execute{Call.Query(("version", $"{version}"))}", json =>
            {
                Given.WriteInputs(json, given);
                if (timeout is not null)
                    json.WriteString("deadline", timeout);
            }));
            return await ExecuteCommand.BegunAsync(session, answer, follow: true);
        }, cancellationToken);
}
