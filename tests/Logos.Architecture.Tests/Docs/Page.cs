using System.Text.RegularExpressions;

namespace Logos.Architecture.Tests.Docs;

/// <summary>A Markdown file, as far as the tests need to understand it.</summary>
internal sealed partial record Page(string Path, string Text)
{
    public static IReadOnlyList<Page> All { get; } = [.. Repository.Files("*.md").Order().Select(Read)];

    public static Page Read(string path) => new(path, Repository.Read(path));

    /// <summary>The text without its fenced blocks: a link inside an example is not a link.</summary>
    public string Prose => Fence().Replace(Text, "");

    public IEnumerable<string> Links => Link().Matches(InlineCode().Replace(Prose, "")).Select(x => x.Groups[1].Value);

    /// <summary>The headings, with the anchors that GitHub makes of them.</summary>
    public IEnumerable<(string Text, string Anchor)> Headings =>
        Heading().Matches(Prose).Select(x => x.Groups[1].Value.Trim()).Select(x => (x, NotInAnchor().Replace(x.ToLowerInvariant(), "").Replace(' ', '-')));

    public IEnumerable<string> Anchors => Headings.Select(x => x.Anchor);

    [GeneratedRegex(@"^( *)(```+).*?^\1\2 *$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex(@"`[^`\n]+`")]
    private static partial Regex InlineCode();

    [GeneratedRegex(@"\[[^\]\n]*\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^#{1,6} (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NotInAnchor();
}
