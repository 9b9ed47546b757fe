namespace Logos.Cli.Client;

/// <summary>What goes by an id on the server, and by its name here as well, where one alone has it.</summary>
internal static class NamedThing
{
    /// <param name="session">Whose server.</param>
    /// <param name="kind">Where the API has them, and the command that lists them: <c>schedules</c>.</param>
    /// <param name="word">An id or a name.</param>
    /// <returns>The id, as a segment of a path.</returns>
    public static async Task<string> IdAsync(Session session, string kind, string word)
    {
        if (Guid.TryParse(word, out var id))
            return id.ToString();
        var found = new List<string>();
        string? after = null;
        do
        {
            var page = await session.Ask(kind + Call.Query(("after", after)));
            found.AddRange(page.Root.Items("items").Where(item => item.Text("name") == word).Select(item => item.Text("id")));
            after = page.Root.Text("next") is { Length: > 0 } next ? next : null;
        }
        while (after is not null);
        return found switch
        {
            [var only] => Call.Segment(only),
            [] => throw new ClientFaultException(CliCodes.NoSuchThing, $"there is no {kind[..^1]} `{word}`", $"`logos {kind} list` shows those that there are"),
            _ => throw new ClientFaultException(CliCodes.NoSuchThing, $"{found.Count} {kind} are called `{word}`", $"give the id: {string.Join(", ", found)}"),
        };
    }
}
