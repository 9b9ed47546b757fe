using System.Text.RegularExpressions;
using Logos.Architecture.Tests.Projects;

namespace Logos.Architecture.Tests.Errors;

public sealed partial class ErrorCodeTests
{
    [Fact]
    public void The_page_of_error_codes_says_what_the_code_says() => Golden.Verify("docs/errors.md", ErrorsPage.Write());

    [Fact]
    public void The_codes_of_a_range_stand_in_one_catalog() =>
        Verdict.None(
            from range in ErrorsPage.Ranges
            let catalogs = Catalog.All.Where(x => x.Entries.Any(e => e.Code.StartsWith(range.Prefix, StringComparison.Ordinal))).Select(x => x.Type.Name).ToList()
            where catalogs.Count > 1 && !ErrorsPage.Shared.Contains(range.Prefix)
            select $"{range.Prefix}xx: {string.Join(", ", catalogs)}",
            "One place for the codes of a range:");

    [Fact]
    public void A_code_is_given_out_once() =>
        Verdict.None(
            Catalog.All.SelectMany(x => x.Entries).GroupBy(x => x.Code).Where(x => x.Count() > 1).Select(x => x.Key),
            "Two meanings for one code:");

    [Fact]
    public void Every_constant_has_an_entry_and_every_entry_a_constant() =>
        Verdict.None(
            from catalog in Catalog.All
            let constants = catalog.Constants.Values.ToHashSet()
            let entries = catalog.Entries.Select(x => x.Code).ToHashSet()
            from code in constants.Except(entries).Select(x => $"{x} has no entry in {catalog.Type.Name}.All")
                .Concat(entries.Except(constants).Select(x => $"{x} has no constant in {catalog.Type.Name}"))
            select code,
            "Constants and entries of a catalog belong together:");

    [Fact]
    public void A_code_stands_in_the_range_of_its_project() =>
        Verdict.None(
            from catalog in Catalog.All
            from entry in catalog.Entries
            where !Code().IsMatch(entry.Code)
                || !ErrorsPage.Ranges.Any(x => entry.Code.StartsWith(x.Prefix, StringComparison.Ordinal) && x.Assembly == catalog.Type.Assembly.GetName().Name)
            select $"{entry.Code} in {catalog.Type.FullName}",
            "Outside the ranges of ErrorsPage.Ranges:");

    [Fact]
    public void An_entry_has_a_title_and_says_what_to_do_in_a_sentence() =>
        Verdict.None(
            from entry in Catalog.All.SelectMany(x => x.Entries)
            where string.IsNullOrWhiteSpace(entry.Title) || !(entry.Advice.EndsWith('.') || entry.Advice.EndsWith('?')) || !entry.Advice.Contains(' ', StringComparison.Ordinal)
            select $"{entry.Code}: {entry.Title}: {entry.Advice}",
            "A title, and advice in whole sentences:");

    [Fact]
    public void Code_names_an_error_by_its_constant() =>
        Verdict.None(
            from file in ProductSources()
            where !CatalogFile().IsMatch(Repository.Read(file))
            from line in File.ReadLines(Repository.PathTo(file)).Select((text, index) => (text, number: index + 1))
            where Literal().IsMatch(line.text) && !line.text.TrimStart().StartsWith("//", StringComparison.Ordinal)
            select $"{file}({line.number}): {line.text.Trim()}",
            "A code as a literal escapes the catalog. Use its constant:");

    [Fact]
    public void Every_code_is_used()
    {
        var sources = ProductSources().Select(Repository.Read).ToList();
        Verdict.None(
            from catalog in Catalog.All
            from constant in catalog.Constants
            where !sources.Any(x => Uses(x, catalog.Type.Name, constant.Key))
            select $"{constant.Value} {catalog.Type.Name}.{constant.Key}",
            "Nothing ever tells these. Tell them, or take them out:");
    }

    // The catalog's own file has its constants without the class's name before them, so it is no use of them.
    private static bool Uses(string source, string catalog, string constant) =>
        Regex.IsMatch(source, $@"\b{catalog}\.{constant}\b")
        || (Regex.IsMatch(source, $@"using static [\w.]+\.{catalog};") && Regex.IsMatch(source, $@"\b{constant}\b"));

    private static IEnumerable<string> ProductSources() => Project.Product.SelectMany(x => Repository.Files("*.cs", x.Folder));

    [GeneratedRegex(@"^LGS\d{4}$")]
    private static partial Regex Code();

    [GeneratedRegex(@"LGS\d{4}")]
    private static partial Regex Literal();

    [GeneratedRegex(@"\bstatic (partial )?class \w+Codes\b")]
    private static partial Regex CatalogFile();
}
