using System.Text;
using System.Text.RegularExpressions;
using Logos.Core.Graphs;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Graphs.Reading;

namespace Logos.Architecture.Tests.Docs.FiveSystems;

/// <summary>docs/from-five-systems.md and the table behind it: complete, true today, and told when they are not true any more.</summary>
public sealed partial class FiveSystemsTests
{
    /// <summary>What the page owes to users of each system.</summary>
    private static readonly string[] Owed = ["route", "setting", "queue", "metric", "secret", "command", "procedure"];

    private static readonly NameTable Table = NameTable.Read();
    private static readonly string Page = Repository.Read(FiveSystemsPage.File);

    [Fact]
    public void The_tables_on_the_page_are_those_of_the_names() => Golden.Verify(FiveSystemsPage.File, FiveSystemsPage.Write(Page, Table));

    [Fact]
    public void Every_name_has_its_place_on_the_page_and_every_place_has_names()
    {
        var blocks = FiveSystemsPage.Tables(Page);
        var wanted = Table.Names.Select(x => (x.System, x.Kind)).Concat(Table.Systems.SelectMany(x => (x.Without ?? new Dictionary<string, string>()).Keys.Select(kind => (System: x.Id, Kind: kind)))).ToHashSet();
        Verdict.None(
            wanted.Except(blocks).Select(x => $"no `<!-- names: {x.System} {x.Kind} -->`")
                .Concat(blocks.Except(wanted).Select(x => $"nothing for `<!-- names: {x.System} {x.Kind} -->`"))
                .Concat(blocks.GroupBy(x => x).Where(x => x.Count() > 1).Select(x => $"twice `<!-- names: {x.Key.System} {x.Key.Kind} -->`")),
            $"{FiveSystemsPage.File} and {NameTable.File} do not fit:");
    }

    [Fact]
    public void No_table_stands_on_the_page_whose_names_nobody_checks() =>
        Verdict.None(FiveSystemsPage.WithoutTables(Page).Split('\n').Where(x => x.StartsWith('|') || x.StartsWith("<!-- names", StringComparison.Ordinal) || x == "<!-- /names -->"), "Put these into " + NameTable.File + ":");

    [Fact]
    public void Each_system_has_its_section_and_says_what_became_of_everything_that_its_users_knew()
    {
        Assert.Equal(5, Table.Systems.Count);
        var headings = Docs.Page.Read(FiveSystemsPage.File).Headings.Select(x => x.Text).ToHashSet();
        Verdict.None(
            (from system in Table.Systems
             from kind in Owed
             let names = Table.Names.Count(x => x.System == system.Id && x.Kind == kind)
             where (names == 0) == (system.None(kind) is null)
             select names == 0 ? $"{system.Id}: no {kind}, and no word about it" : $"{system.Id}: {names} of kind {kind}, and a word that there are none")
            .Concat(Table.Systems.Where(x => !headings.Contains(x.Title)).Select(x => $"{x.Id}: no heading `{x.Title}`"))
            .Concat(Table.Names.Where(x => Table.Systems.All(system => system.Id != x.System)).Select(x => $"{x}: a system that is none of them")),
            "A table of five systems has to say of each:");
    }

    [Fact]
    public void A_name_stands_once() =>
        Verdict.None(Table.Names.GroupBy(x => x.ToString()).Where(x => x.Count() > 1).Select(x => x.Key), "Twice:");

    [Fact]
    public void What_is_there_today_exists() =>
        Verdict.None(
            from name in Table.Names
            from place in name.Status == Status.Same && Product.Has(name.Itself) is not null ? name.Places.Append(name.Itself) : name.Places
            let exists = Product.Has(place) is true
            where !exists || !Product.IsTold(place)
            select $"{name}: {place} {(exists ? "is told of on no page" : "is not there")}",
            "Name where it is now, or say that it is not there:");

    [Fact]
    public void What_comes_later_is_not_there_yet() =>
        Verdict.None(
            from name in Table.Names
            from place in (name.Status is Status.Planned or Status.No ? name.LaterPlaces.Append(name.Itself) : name.LaterPlaces).Distinct()
            where Product.Has(place) is true
            select $"{name}: {place}",
            "It is there: say so, and not that it comes later or never:");

    [Fact]
    public void A_row_says_where_or_why() =>
        Verdict.None(
            from name in Table.Names
            let trouble = name.Status switch
            {
                Status.Same when Product.Has(name.Itself) is null && name.Places.Count == 0 => "a name of that kind is found nowhere: say where",
                Status.Renamed or Status.Differently when name.Places.Count == 0 => "say where",
                Status.Renamed when name.Places.Contains(name.Itself) => "it has its old name",
                Status.Differently or Status.No when name.Note is null => "say why, and what to do",
                Status.Planned when name.Note is null && name.Places.Count == 0 => "say what to do until then",
                Status.No when name.LaterPlaces.Count > 0 => "what is not to come is not later",
                _ when name.Note is { } note && !note.EndsWith('.') => "a sentence ends with a full stop",
                _ when name.Note?.Contains('|', StringComparison.Ordinal) == true || name.Name.Contains('|', StringComparison.Ordinal) => "no | in a table",
                _ => null,
            }
            where trouble is not null
            select $"{name}: {trouble}",
            "Rows that help nobody:");

    [Fact]
    public void A_place_is_of_a_kind_that_can_be_looked_up() =>
        Verdict.None(
            Table.Names.SelectMany(x => x.Places.Concat(x.LaterPlaces)).Where(x => x.Name.Length == 0 || Product.Has(x) is null).Select(x => x.ToString()).Distinct(),
            "Nobody can tell whether these exist:");

    [Fact]
    public void Whatever_Logos_has_was_known_under_some_name_or_is_its_own()
    {
        Assert.All(Product.WholeKinds, kind => Assert.NotEmpty(Product.Whole(kind)));
        Assert.Empty(Table.Own.Keys.Except(Product.WholeKinds));
        Verdict.None(
            from kind in Product.WholeKinds
            from missing in Product.Whole(kind).Except(Claimed(kind)).Except(Table.Own.GetValueOrDefault(kind) ?? [])
            select $"{kind} {missing}",
            $"Did users of one of the five systems know these by some name? Then they want a row in {NameTable.File}; else a line under `own`:");
    }

    [Fact]
    public void What_is_Logos_own_is_there_and_nobody_elses() =>
        Verdict.None(
            from kind in Table.Own
            from name in kind.Value.GroupBy(x => x)
            let trouble = name.Count() > 1 ? "twice" : !Product.Whole(kind.Key).Contains(name.Key) ? "not there" : Claimed(kind.Key).Contains(name.Key) ? "has a row" : null
            where trouble is not null
            select $"{kind.Key} {name.Key}: {trouble}",
            $"Under `own` in {NameTable.File}:");

    [Fact]
    public void Commands_and_routes_in_its_sentences_exist()
    {
        var known = Table.Names.Where(x => x.Kind is "route" or "command").Select(x => x.Name).ToHashSet();
        var routes = Product.Whole("route").Select(x => new Regex($"^{Parameter().Replace(Regex.Escape(x).Replace("}", "\\}", StringComparison.Ordinal), "[^/]+")}$")).ToList();
        Verdict.None(
            from code in Code().Matches(Page).Select(x => x.Groups[1].Value).Distinct()
            where !known.Contains(code)
            where code.StartsWith("logos ", StringComparison.Ordinal) ? !IsCommand(code) : Route().Match(code) is { Success: true } route && !routes.Any(x => x.IsMatch(route.Groups[1].Value))
            select code,
            $"{FiveSystemsPage.File} sends a reader to these:");
    }

    [Fact]
    public void Graphs_on_the_page_are_valid()
    {
        var graphs = Graph().Matches(Page).Select(x => x.Groups[1].Value).ToList();
        Assert.NotEmpty(graphs);
        Assert.All(graphs, x => Assert.Empty(GraphLoader.Load(Encoding.UTF8.GetBytes(x), GraphFormat.Yaml, NodeTypeRegistry.BuiltIn).Faults));
    }

    // `logos token new NAME --scope run` is the command `logos token new` with an option.
    private static bool IsCommand(string code)
    {
        var words = code.Split(' ');
        var command = Enumerable.Range(1, words.Length).Select(x => string.Join(' ', words[..x])).LastOrDefault(Product.Whole("command").Contains);
        return words[1].StartsWith('-') || (command is not null && Product.Has(new("command", string.Join(' ', words.Where(x => x.StartsWith("--", StringComparison.Ordinal)).Prepend(command)))) is true);
    }

    private static HashSet<string> Claimed(string kind) =>
        [.. Table.Names.Where(x => x.Status is not (Status.Planned or Status.No)).SelectMany(x => x.Status == Status.Same ? x.Places.Append(x.Itself) : x.Places).Where(x => x.Kind == kind).Select(x => x.Name)];

    [GeneratedRegex(@"(?<!`)`([^`\n]+)`(?!`)")]
    private static partial Regex Code();

    [GeneratedRegex(@"^((?:GET|POST|PUT|DELETE) /[^ ?]+)")]
    private static partial Regex Route();

    [GeneratedRegex(@"\\\{[a-z]+\\\}")]
    private static partial Regex Parameter();

    [GeneratedRegex(@"^```yaml\n(name:.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Graph();
}
