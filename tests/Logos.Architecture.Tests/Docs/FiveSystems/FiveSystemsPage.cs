using System.Text;
using System.Text.RegularExpressions;

namespace Logos.Architecture.Tests.Docs.FiveSystems;

/// <summary>docs/from-five-systems.md: words of people, and between marks the tables of the names.</summary>
internal static partial class FiveSystemsPage
{
    public const string File = "docs/from-five-systems.md";

    /// <returns>Which names stand between which marks: a system and a kind.</returns>
    public static IReadOnlyList<(string System, string Kind)> Tables(string page) =>
        [.. Block().Matches(page).Select(x => (x.Groups[1].Value, x.Groups[2].Value))];

    public static string WithoutTables(string page) => Block().Replace(page, "");

    /// <returns>The page with its tables as the names have them.</returns>
    public static string Write(string page, NameTable table) =>
        Block().Replace(page, x => $"<!-- names: {x.Groups[1].Value} {x.Groups[2].Value} -->\n\n{Table(table, x.Groups[1].Value, x.Groups[2].Value)}\n<!-- /names -->\n");

    private static string Table(NameTable table, string system, string kind)
    {
        var names = table.Names.Where(x => x.System == system && x.Kind == kind).ToList();
        if (names.Count == 0)
            return (table.Systems.FirstOrDefault(x => x.Id == system)?.None(kind) ?? "") + "\n";
        var text = new StringBuilder(kind == "procedure" ? "| you did | | now | |\n" : "| known as | | in Logos | |\n").Append("|---|---|---|---|\n");
        foreach (var name in names)
            text.Append($"| {(kind == "procedure" ? name.Name : $"`{name.Name}`")} | {Word(name.Status)} | {Where(name)} | {name.Note} |\n");
        return text.ToString();
    }

    private static string Word(Status status) => status switch
    {
        Status.Same => "same",
        Status.Renamed => "renamed",
        Status.Differently => "differently",
        Status.Planned => "later",
        Status.No => "no",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, null),
    };

    private static string Where(KnownName name)
    {
        var here = string.Join(", ", name.Places.Select(x => x.Shown(name.Kind)));
        var later = string.Join(", ", name.LaterPlaces.Where(x => x != name.Itself).Select(x => x.Shown(name.Kind)));
        return name.Status != Status.Planned && later.Length > 0 ? $"{here}; later {later}"
            : name.Status != Status.Planned ? here
            : later.Length > 0 && here.Length > 0 ? $"{later}; today {here}"
            : here.Length > 0 ? $"today {here}"
            : later;
    }

    [GeneratedRegex(@"^<!-- names: (\S+) (\S+) -->\n(?:(?!<!-- names).)*?^<!-- /names -->\n", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();
}
