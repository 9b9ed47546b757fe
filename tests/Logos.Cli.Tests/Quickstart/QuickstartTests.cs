using System.Text.Json;
using System.Text.RegularExpressions;
using Logos.Cli.Terminals;
using Logos.Cli.Tests.Running;
using Logos.Cli.Tests.Up;

namespace Logos.Cli.Tests.Quickstart;

/// <summary>
/// Walks through docs/quickstart.md with a server of its own: a fence that names a file writes it, a fence of the kind
/// <c>console</c> runs its command, and shows what goes to standard output. LOGOS_ACCEPT=1 writes the page anew.
/// </summary>
public sealed partial class QuickstartTests
{
    private const string Address = "http://127.0.0.1:5050";

    private static readonly string[] Page = ["docs", "quickstart.md"];

    private readonly List<string> _ids = [];

    [Fact]
    public async Task The_quickstart_shows_what_a_reader_will_see()
    {
        await using var server = await RunningServer.StartAsync();
        Golden.Matches(Walk(File.ReadAllLines(Repository.PathOf(Page)), server), Page);
    }

    [Fact]
    public void The_first_thing_that_the_readme_says_to_type_starts_a_server()
    {
        var readme = File.ReadAllLines(Repository.PathOf("README.md"));

        Assert.Equal("dotnet run --project Logos.Cli -- up", readme[Array.FindIndex(readme, line => line.StartsWith("```", StringComparison.Ordinal)) + 1]);
    }

    private string Walk(string[] lines, RunningServer server)
    {
        var line = server.As(null, server.Said.Token + "\n");
        line.Environment.Remove("LOGOS_SERVER");
        var page = new List<string>();
        for (var i = 0; i < lines.Length; i++)
        {
            page.Add(lines[i]);
            if (!lines[i].StartsWith("```", StringComparison.Ordinal))
                continue;
            var end = Array.IndexOf(lines, "```", i + 1);
            var body = lines[(i + 1)..end];
            if (lines[i] == "```console")
                page.AddRange(Run(body[0], server, line));
            else
                page.AddRange(body);
            if (lines[i].Split(' ') is [_, var name])
                server.Folder.Write(name, string.Concat(body.Select(each => each + "\n")));
            page.Add("```");
            i = end;
        }

        return string.Concat(page.Select(each => each + "\n"));
    }

    private IEnumerable<string> Run(string shown, RunningServer server, InProcess line)
    {
        yield return shown;
        foreach (var said in Shown(Said(shown["$ logos ".Length..].Split(' '), server, line), server).TrimEnd('\n').Split('\n'))
            yield return said.TrimEnd();
    }

    private string Said(string[] words, RunningServer server, InProcess line)
    {
        if (words is ["up"])
        {
            using var text = new StringWriter { NewLine = "\n" };
            (server.Said with { Folder = "logos-data" }).Print(new Terminal(Stream.Null, text, TextWriter.Null, _ => null), json: false);
            return text.ToString();
        }

        var real = words.Select(word => word.Replace(Address, server.Said.Address, StringComparison.Ordinal)).Select(word => Id().IsMatch(word) ? _ids[word[^1] - '1'] : word).ToArray();
        if (real[0] == "status")
            UntilItWaits(line, real[1]);
        var run = line.Run(real);
        Assert.True(run.Code == 0, $"{string.Join(' ', real)}: {run.Code}: {run.All}");
        // Each execution gets its number when it begins; what is followed tells its own beside its outputs.
        if (real[0] == "execute")
            _ids.Add(Id().Match(run.Output + run.Error).Value);
        return run.Output;
    }

    // Whoever reads takes longer than it.
    private static void UntilItWaits(InProcess line, string id)
    {
        for (var asked = 0; asked < 1000; asked++)
        {
            using var status = JsonDocument.Parse(line.Run("status", id, "--json").Output);
            if (status.RootElement.GetProperty("nodes").EnumerateArray().Any(node => node.TryGetProperty("waits_for", out _)))
                return;
        }

        Assert.Fail("it never waited");
    }

    private string Shown(string said, RunningServer server)
    {
        var shown = said.Replace(server.Said.Address, Address, StringComparison.Ordinal);
        for (var i = 0; i < _ids.Count; i++)
            shown = shown.Replace(_ids[i], $"0192f0c1-7000-7000-8000-00000000000{i + 1}", StringComparison.Ordinal);
        shown = Secret().Replace(shown, "$1…");
        shown = TokenId().Replace(shown, "4f1c9a02d7e83b56");
        shown = Moment().Replace(shown, "2026-01-31 12:00:00Z");
        // Columns are as wide as what stands in them, and so are times.
        shown = Took().Replace(shown, match => match.Groups[1].Value + (match.Value.EndsWith(' ') ? "12ms  " : "12ms"));
        return Room().Replace(shown, match => match.Value.StartsWith('T') ? "TOOK  " : match.Groups[1].Value + "        ");
    }

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex Id();

    [GeneratedRegex(@"(code=|logos_)[\w-]{20,}")]
    private static partial Regex Secret();

    [GeneratedRegex("(?<=token:admin:)[0-9a-f]{16}")]
    private static partial Regex TokenId();

    [GeneratedRegex(@"\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ")]
    private static partial Regex Moment();

    [GeneratedRegex(@"( )\d+(?:\.\d+)?m?s\b *")]
    private static partial Regex Took();

    [GeneratedRegex("TOOK +|(waits +1) +")]
    private static partial Regex Room();
}
