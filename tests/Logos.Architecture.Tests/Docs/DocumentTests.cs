using System.Text.RegularExpressions;
using Logos.Architecture.Tests.Projects;

namespace Logos.Architecture.Tests.Docs;

public sealed partial class DocumentTests
{
    private static readonly string[] Words = ["graph", "node", "edge", "execution", "attempt", "pool", "partition", "lease", "feed", "workspace"];

    [Fact]
    public void A_link_leads_somewhere() =>
        Verdict.None(
            from page in Page.All
            from link in page.Links
            where !Resolves(page, link)
            select $"{page.Path}: {link}",
            "Links that lead nowhere:");

    [Fact]
    public void A_page_that_the_code_sends_a_reader_to_exists() =>
        Verdict.None(
            from project in Project.Product
            from file in Repository.Files("*.cs", project.Folder)
            from name in PageName().Matches(Repository.Read(file)).Select(x => x.Value).Distinct()
            where !File.Exists(Repository.PathTo(name))
            select $"{file}: {name}",
            "Pages that are named and do not exist:");

    [Fact]
    public void Every_page_of_the_docs_is_in_their_index()
    {
        var index = Page.Read("docs/README.md").Links.Select(x => "docs/" + x.Split('#')[0]).ToHashSet();
        Verdict.None(
            Repository.Files("*.md", "docs").Where(x => x != "docs/README.md" && !index.Contains(x)),
            "Not in docs/README.md:");
    }

    [Fact]
    public void The_glossary_has_one_entry_for_each_word_of_the_design()
    {
        var entries = Page.Read("docs/glossary.md").Anchors.ToList();
        Verdict.None(Words.Where(x => entries.Count(e => e == x) != 1), "Not exactly once in docs/glossary.md:");
    }

    [Fact]
    public void The_changelog_has_a_section_for_what_is_not_released() =>
        Assert.Matches(new Regex(@"^## \[Unreleased\]\n+### ", RegexOptions.Multiline), Repository.Read("CHANGELOG.md"));

    [Fact]
    public void A_decision_has_a_number_of_its_own_and_says_context_choice_and_price()
    {
        var decisions = Repository.Files("*.md", "docs/decisions").Order().Select(Page.Read).ToList();
        Assert.NotEmpty(decisions);
        Verdict.None(
            decisions.GroupBy(x => DecisionNumber().Match(x.Path).Groups[1].Value).Where(x => x.Key.Length == 0 || x.Count() > 1).SelectMany(x => x.Select(d => d.Path)),
            "Not named NNNN-title.md, or a number twice:");
        Verdict.None(
            from decision in decisions
            from heading in new[] { "context", "choice", "price" }
            where !decision.Anchors.Contains(heading)
            select $"{decision.Path}: no section {heading}",
            "A decision record has three sections:");
    }

    [Fact]
    public void The_readme_promises_what_the_engine_will_keep() =>
        Assert.Matches(@"runs \*\*at least once\*\*[^.]*outcome is recorded\s+\*\*exactly once\*\*", Repository.Read("README.md"));

    private static bool Resolves(Page page, string link)
    {
        if (link.Contains("://", StringComparison.Ordinal) || link.StartsWith("mailto:", StringComparison.Ordinal))
        {
            return true;
        }

        var parts = link.Split('#', 2);
        var target = parts[0].Length == 0
            ? page.Path
            : Path.GetRelativePath(Repository.Root, Path.Combine(Path.GetDirectoryName(Repository.PathTo(page.Path))!, parts[0]));
        return Path.Exists(Repository.PathTo(target)) && (parts.Length == 1 || Page.Read(target).Anchors.Contains(parts[1]));
    }

    [GeneratedRegex(@"\bdocs/[\w/-]+\.md\b")]
    private static partial Regex PageName();

    [GeneratedRegex(@"^docs/decisions/(\d{4})-[a-z0-9-]+\.md$")]
    private static partial Regex DecisionNumber();
}
