using System.CommandLine;
using System.Net;
using System.Text;
using System.Text.Json;
using Logos.Cli.Application;
using Logos.Cli.Graphs;
using Logos.Cli.Input;
using Logos.Cli.Output;
using Logos.Cli.Terminals;
using Logos.Core.Graphs;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Graphs.Reading;
using Logos.Core.Graphs.Writing;
using Logos.Rules.Faults;

namespace Logos.Cli.Client;

/// <summary><c>logos submit FILE</c></summary>
internal static class SubmitCommand
{
    public static Command Create(Terminal terminal)
    {
        var file = CommonOptions.File("The graph in YAML or JSON; - reads standard input");
        var dry = CommonOptions.Flag("--check", "Only say what the server thinks of it, and store nothing");
        return new CliCommand("submit", "Check a graph and store it on the server, as a new version where it has changed")
        {
            Examples =
            [
                new("logos submit orders.yaml", "store it; what `file:` names goes with it"),
                new("logos submit orders.yaml --check", "with the server's node types, and stored nowhere"),
            ],
            Details = "What `file:` names in the graph is read from beside it. Faults point into FILE. A graph that is already stored as it is keeps its version. With --json it prints what the API answers.",
        }.Does(terminal, session => RunAsync(session, session.Get(file), session.Get(dry)), file, dry);
    }

    private static async Task<int> RunAsync(Session session, string file, bool isDry)
    {
        var answer = await SendAsync(session, file, isDry);
        return session.Tell(answer, _ => session.Output.WriteLine($"{session.Terminal.OutputInk.Green("ok")} {Visible.Of(isDry ? "the server takes it" : Stored(answer))}"));
    }

    /// <summary>Stores the graph of a file, and shows what the server warns of in it.</summary>
    public static async Task<Answer> SendAsync(Session session, string file, bool isDry)
    {
        var (source, call) = Read(session, file, isDry ? "graphs/validate" : "graphs");
        try
        {
            var answer = await session.Send(isDry ? call : call with { IsCreating = true });
            if (!session.Json)
                Failure.Show([.. answer.Root.Items("warnings").Select(Warning)], InputFile.NameOf(file), source, session.Terminal);
            return answer;
        }
        catch (ClientFaultException e)
        {
            throw new ClientFaultException(e.Faults, e.Code) { About = InputFile.NameOf(file), Sent = source };
        }
    }

    /// <summary>What became of it.</summary>
    public static string Stored(Answer answer) => $"{answer.Root.Text("name")}, version {answer.Root.Text("version")}, {(answer.Status == HttpStatusCode.Created ? "is stored" : "was there already")}";

    // As it was written, so that faults point into it; only what takes files in is written anew, and checked before.
    private static (SourceText? Source, Call Call) Read(Session session, string file, string path)
    {
        if (InputFile.Read(file, SizeLimit.Definition, session.Terminal, out var unreadable) is not { } source)
            throw new ClientFaultException([unreadable!]);
        var bytes = Encoding.UTF8.GetBytes(source.Text);
        var format = GraphFile.FormatOf(file, source.Text);
        var call = new Call(HttpMethod.Post, path) { Body = bytes, ContentType = format == GraphFormat.Json ? "application/json" : "application/yaml" };
        if (!source.Text.Contains(FileInliner.Prefix, StringComparison.Ordinal))
            return (source, call);
        var folder = file == InputFile.Stdin ? session.Terminal.WorkingDirectory : Path.GetDirectoryName(Path.Combine(session.Terminal.WorkingDirectory, file))!;
        var reading = GraphLoader.Load(bytes, format, NodeTypeRegistry.BuiltIn, FileInliner.Below(folder));
        if (reading is not { IsValid: true, Graph: { } graph })
            throw new ClientFaultException([.. reading.Faults]) { About = InputFile.NameOf(file), Sent = source };
        return (null, call with { Body = GraphWriter.ToJson(graph), ContentType = "application/json" });
    }

    private static Fault Warning(JsonElement warning) => new(warning.Text("code"), warning.Text("message"))
    {
        Severity = Severity.Warning,
        Path = warning.Find("path")?.GetString(),
        Line = warning.Find("line")?.GetInt32(),
        Column = warning.Find("column")?.GetInt32(),
        Hint = warning.Find("hint")?.GetString(),
    };
}
