using System.CommandLine;
using System.Text.Json;
using Logos.Cli.Application;
using Logos.Cli.Output;

namespace Logos.Cli.Client;

/// <summary>A list by pages: a table for a reader, the page as it came for a machine.</summary>
internal static class Listing
{
    public static async Task<int> TellAsync(Session session, string path, string nothing, string[] titles, Func<JsonElement, string[]> row, int statusColumn = -1)
    {
        var answer = await session.Ask(path);
        return session.Tell(answer, root =>
        {
            var table = new Table(titles);
            foreach (var item in root.Items("items"))
                table.Add(row(item));
            if (table.Count == 0)
                session.Note(nothing);
            else
                table.Print(session.Terminal, (column, text) => column == statusColumn ? Words.Colour(text, session.Terminal.OutputInk) : null);
            if (root.Text("next") is { Length: > 0 } next)
                session.Note($"there are more: --after {next}");
        });
    }

    /// <summary>A list of its own, with <c>--limit</c> and <c>--after</c>.</summary>
    public static CliCommand Command(string name, string description, Example[] examples, Terminals.Terminal terminal, string path, string nothing, string[] titles, Func<JsonElement, string[]> row)
    {
        var (limit, after) = (ClientCommand.Limit(), ClientCommand.After());
        return new CliCommand(name, description) { Examples = examples }.Does(terminal,
            session => TellAsync(session, path + Page(session, limit, after), nothing, titles, row), limit, after);
    }

    public static string Page(Session session, Option<int?> limit, Option<string> after, params (string, string?)[] others) =>
        Call.Query([.. others, ("limit", session.Get(limit)?.ToString(System.Globalization.CultureInfo.InvariantCulture)), ("after", session.Get(after))]);
}
