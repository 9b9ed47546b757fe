using System.Collections.Frozen;
using static Logos.Rules.Functions.Function;

namespace Logos.Rules.Functions;

/// <summary>The fixed set of functions. All are pure: the same arguments give the same result.</summary>
public static class FunctionTable
{
    private const int Many = 64;

    public static IReadOnlyList<Function> All { get; } =
    [
        new("len", 1, 1, "len(value)", "How many characters, elements or members; 0 for null.", TextFunctions.Len),
        new("sum", 1, 2, "sum(list, x => …)", "The sum; 0 of nothing. Nulls are left out.", ListFunctions.Sum, LambdaUse.Optional),
        new("avg", 1, 2, "avg(list, x => …)", "The mean; null of nothing. Nulls are left out.", ListFunctions.Avg, LambdaUse.Optional),
        new("min", 1, Many, "min(list, x => …) or min(a, b, …)", "The smallest number or string; null of nothing.", ListFunctions.Min, LambdaUse.Optional),
        new("max", 1, Many, "max(list, x => …) or max(a, b, …)", "The largest number or string; null of nothing.", ListFunctions.Max, LambdaUse.Optional),
        new("round", 1, 2, "round(number, digits)", "Rounded to that many digits (0 unless told); half goes away from zero.", NumberFunctions.Round),
        new("floor", 1, 1, "floor(number)", "The whole number below.", NumberFunctions.Floor),
        new("ceil", 1, 1, "ceil(number)", "The whole number above.", NumberFunctions.Ceil),
        new("abs", 1, 1, "abs(number)", "Without its sign.", NumberFunctions.Abs),
        new("lower", 1, 1, "lower(text)", "In lower case.", TextFunctions.Lower),
        new("upper", 1, 1, "upper(text)", "In upper case.", TextFunctions.Upper),
        new("trim", 1, 1, "trim(text)", "Without white space at both ends.", TextFunctions.Trim),
        new("split", 2, 2, "split(text, separator)", "The parts between the separators, as a list.", TextFunctions.Split),
        new("join", 1, 2, "join(list, separator)", "The elements as one text; \", \" separates unless told.", TextFunctions.Join),
        new("keys", 1, 1, "keys(map)", "The names of the members.", ListFunctions.Keys),
        new("values", 1, 1, "values(map)", "The values of the members.", ListFunctions.Values),
        new("date", 1, 2, "date(time, days)", "The date (`2026-01-31`, UTC) of a date or time, moved by that many days. A date is written `2026-01-31` or `31-JAN-2026`, a time `2026-01-31T08:00:00Z` or `2026-01-31 08:00:00`; without a zone it is UTC.", TimeFunctions.Date),
        new("days", 2, 2, "days(from, to)", "How many days lie between, with a fraction where there are times.", TimeFunctions.Days),
        new("now", 0, 0, "now()", "The time of this evaluation (RFC 3339, UTC); the same each time it is asked within one.", TimeFunctions.Now),
        new("json", 1, 1, "json(value)", "A text is read as JSON; anything else is written as JSON.", TextFunctions.Json),
        new("hash", 1, 1, "hash(value)", "SHA-256 in lower-case hex, of a text or of the JSON of anything else.", TextFunctions.Hash),
        new("coalesce", 1, Many, "coalesce(a, b, …)", "The first that is not null.", ListFunctions.Coalesce),
        new("map", 2, 2, "map(list, x => …)", "What the lambda makes of each element; `(x, i) => …` has the position too.", ListFunctions.Map, LambdaUse.Required),
        new("filter", 2, 2, "filter(list, x => …)", "The elements for which the lambda is true.", ListFunctions.Filter, LambdaUse.Required),
        new("any", 1, 2, "any(list, x => …)", "Whether one element is true, or makes the lambda true.", ListFunctions.Any, LambdaUse.Optional),
        new("all", 1, 2, "all(list, x => …)", "Whether every element is true, or makes the lambda true; true of nothing.", ListFunctions.AllOf, LambdaUse.Optional),
        new("sort", 1, 2, "sort(list, x => …)", "In ascending order, by the lambda where there is one; equals keep their order.", ListFunctions.Sort, LambdaUse.Optional),
        new("unique", 1, 2, "unique(list, x => …)", "The first of each that are equal, or have an equal lambda.", ListFunctions.Unique, LambdaUse.Optional),
    ];

    private static readonly FrozenDictionary<string, Function> ByName = All.ToFrozenDictionary(f => f.Name);

    public static Function? Find(string name) => ByName.GetValueOrDefault(name);

    public static IEnumerable<string> Names => ByName.Keys;
}
