using Logos.Rules.Faults;

namespace Logos.Rules.Functions;

/// <summary>What functions are called in other languages, so that whoever comes from there is told the name here.</summary>
internal static class Synonyms
{
    private static readonly Dictionary<string, string> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        ["length"] = "len",
        ["size"] = "len",
        ["count"] = "len",
        ["strlen"] = "len",
        ["total"] = "sum",
        ["average"] = "avg",
        ["mean"] = "avg",
        ["minimum"] = "min",
        ["maximum"] = "max",
        ["ceiling"] = "ceil",
        ["trunc"] = "floor",
        ["toLower"] = "lower",
        ["lowercase"] = "lower",
        ["toUpper"] = "upper",
        ["uppercase"] = "upper",
        ["strip"] = "trim",
        ["concat"] = "join",
        ["today"] = "now",
        ["ifNull"] = "coalesce",
        ["nvl"] = "coalesce",
        ["select"] = "map",
        ["where"] = "filter",
        ["find"] = "filter",
        ["some"] = "any",
        ["every"] = "all",
        ["orderBy"] = "sort",
        ["sorted"] = "sort",
        ["distinct"] = "unique",
        ["sha256"] = "hash",
        ["toJson"] = "json",
        ["parseJson"] = "json",
        ["dateDiff"] = "days",
        ["addDays"] = "date",
    };

    public static string? DidYouMean(string name, IEnumerable<string> more)
    {
        var near = Suggestion.Closest(name, [.. FunctionTable.Names, .. more, .. Names.Keys]);
        return near is null ? null : $"did you mean `{Names.GetValueOrDefault(near, near)}`?";
    }

    /// <returns>The function itself when it is one.</returns>
    public static string? Function(string name) => FunctionTable.Find(name) is not null ? name : Names.GetValueOrDefault(name);
}
