namespace Logos.Architecture.Tests.Docs.FiveSystems;

/// <summary>A place in Logos: <c>route GET /health</c>, <c>page docs/webhooks.md#signing</c>, <c>object Deployment gateway</c>.</summary>
internal sealed record Place(string Kind, string Name)
{
    public static Place Parse(string text)
    {
        var parts = text.Split(' ', 2);
        return new(parts[0], parts.Length == 2 ? parts[1] : "");
    }

    /// <summary>As the page shows it, in a row about names of some kind.</summary>
    public string Shown(string kind) => Kind switch
    {
        "page" => $"[{Title()}]({FromDocs})",
        "file" => $"[{Name}]({FromDocs})",
        "secret" => $"`{Name}`",
        "dashboard" => $"*{Name}*",
        "node" or "metric" or "queue" or "table" or "header" or "alert" when Kind != kind => $"{Kind} `{Name}`",
        _ => $"`{Name}`",
    };

    public override string ToString() => $"{Kind} {Name}";

    private string FromDocs => Name.StartsWith("docs/", StringComparison.Ordinal) ? Name["docs/".Length..] : "../" + Name;

    // What is missing is told by the test on what exists, under its own name.
    private string Title()
    {
        var parts = Name.Split('#', 2);
        if (!File.Exists(Repository.PathTo(parts[0])))
            return Name;
        var headings = Page.Read(parts[0]).Headings.ToList();
        return headings.Find(x => parts.Length == 1 || x.Anchor == parts[1]).Text ?? Name;
    }
}
