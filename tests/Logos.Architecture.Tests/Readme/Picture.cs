using System.Text.RegularExpressions;

namespace Logos.Architecture.Tests.Readme;

/// <summary>Who there is and who knows whom: as README.md draws it, and as the AppHost's source has it.</summary>
internal sealed partial record Picture(IReadOnlySet<string> Nodes, IReadOnlySet<string> Arrows)
{
    private const string Callers = "callers";

    /// <summary>A flowchart in Mermaid: <c>a &amp; b --> c[(c)]</c>, with dots where somebody only waits.</summary>
    public static Picture OfMermaid(string page)
    {
        var nodes = new HashSet<string>();
        var arrows = new HashSet<string>();
        foreach (var line in Flowchart().Match(page).Groups[1].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var ends = Arrow().Match(line);
            if (!ends.Success)
                throw new FormatException($"no arrow of the picture: {line}");
            var (from, to) = (Names(ends.Groups["from"].Value), Names(ends.Groups["to"].Value));
            nodes.UnionWith([.. from, .. to]);
            arrows.UnionWith(from.SelectMany(_ => to, (a, b) => Written(a, ends.Groups["kind"].Value == "-->" ? "uses" : "waits for", b)));
        }

        return new(nodes, arrows);
    }

    /// <param name="containers">The source that adds servers.</param>
    /// <param name="services">The source that adds services, one to a statement.</param>
    public static Picture OfSource(string containers, string services)
    {
        var servers = Server().Matches(containers).Select(x => x.Groups[1].Value).ToList();
        var nodes = new HashSet<string>(servers);
        var arrows = new HashSet<string>();
        var all = Over().Match(services).Groups[1].Value;
        foreach (var statement in services.Split(';'))
        {
            if (Service().Match(statement) is not { Success: true } added)
                continue;
            var name = added.Groups[1].Value;
            nodes.Add(name);
            var told = statement.Contains(".Over(", StringComparison.Ordinal) ? statement + all : statement;
            arrows.UnionWith(Reference().Matches(told).Select(x => Written(name, "uses", x.Groups[1].Value)));
            if (told.Contains(".WaitForCompletion(migrate)", StringComparison.Ordinal))
                arrows.Add(Written(name, "waits for", "migrate"));
            if (statement.Contains(".WithExternalHttpEndpoints()", StringComparison.Ordinal))
            {
                nodes.Add(Callers);
                arrows.Add(Written(Callers, "uses", name));
            }
        }

        return new(nodes, arrows);
    }

    private static string Written(string from, string how, string to) => $"{from} {how} {to}";

    // gateway, postgres[(PostgreSQL)], callers([callers])
    private static List<string> Names(string side) => [.. side.Split('&', StringSplitOptions.TrimEntries).Select(x => NodeName().Match(x).Value)];

    [GeneratedRegex(@"```mermaid\nflowchart \w+\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Flowchart();

    [GeneratedRegex(@"^(?<from>.+?) (?<kind>-->|-\. [\w ]+ \.->) (?<to>.+)$")]
    private static partial Regex Arrow();

    [GeneratedRegex(@"^[\w-]+")]
    private static partial Regex NodeName();

    [GeneratedRegex("""builder\.Add(?:Postgres|Redis|RabbitMQ)\("([\w-]+)["]""")]
    private static partial Regex Server();

    [GeneratedRegex("""builder\.AddProject<[\w.]+>\("([\w-]+)["]""")]
    private static partial Regex Service();

    [GeneratedRegex("""\.WithReference\(servers\.\w+, "([\w-]+)["]\)""")]
    private static partial Regex Reference();

    [GeneratedRegex(@"> Over\(this [^{]*\{(.*?)\n    \}", RegexOptions.Singleline)]
    private static partial Regex Over();
}
