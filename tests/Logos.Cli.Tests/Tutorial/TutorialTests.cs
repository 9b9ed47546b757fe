using Logos.Cli.Tests.Running;

namespace Logos.Cli.Tests.Tutorial;

/// <summary>
/// Walks through docs/tutorial.md: a fence that names a file writes it, a fence of the kind <c>console</c> runs
/// its command, and what the page shows is what the command says. LOGOS_ACCEPT=1 writes the page anew.
/// </summary>
public sealed class TutorialTests
{
    private static readonly string[] Page = ["docs", "tutorial.md"];

    [Fact]
    public void The_tutorial_shows_what_a_reader_will_see()
    {
        using var folder = new TempFolder();
        Golden.Matches(Walk(File.ReadAllLines(Repository.PathOf(Page)), folder), Page);
    }

    [Fact]
    public void The_tutorial_has_ten_steps_and_ends_without_a_fault()
    {
        using var folder = new TempFolder();
        var lines = File.ReadAllLines(Repository.PathOf(Page));
        Walk(lines, folder);
        Assert.Equal(10, lines.Count(line => line.StartsWith("## ", StringComparison.Ordinal) && char.IsAsciiDigit(line[3])));
        Assert.Equal(0, InProcess.In(folder, "validate", "reorder.yaml", "--strict").Code);
    }

    private static string Walk(string[] lines, TempFolder folder)
    {
        var page = new List<string>();
        for (var i = 0; i < lines.Length; i++)
        {
            page.Add(lines[i]);
            if (!lines[i].StartsWith("```", StringComparison.Ordinal))
                continue;
            var end = Array.IndexOf(lines, "```", i + 1);
            var body = lines[(i + 1)..end];
            if (lines[i] == "```console")
                page.AddRange(Run(body, folder));
            else
                page.AddRange(body);
            if (lines[i].Split(' ') is [_, var name])
                folder.Write(name, string.Concat(body.Select(line => line + "\n")));
            page.Add("```");
            i = end;
        }

        return string.Concat(page.Select(line => line + "\n"));
    }

    private static IEnumerable<string> Run(string[] body, TempFolder folder)
    {
        foreach (var line in body.Where(line => line.StartsWith("$ logos ", StringComparison.Ordinal)))
        {
            yield return line;
            foreach (var said in InProcess.In(folder, line["$ logos ".Length..].Split(' ')).All.TrimEnd('\n').Split('\n'))
                yield return said;
        }
    }
}
