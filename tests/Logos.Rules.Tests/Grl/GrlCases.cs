using Logos.Rules.Grl;
using Logos.Rules.Values;

namespace Logos.Rules.Tests.Grl;

/// <summary>Cases kept as data: rules and facts in, facts and firings out.</summary>
internal static class GrlCases
{
    public static IEnumerable<TheoryDataRow<string, string>> Read(string file)
    {
        foreach (var entry in ValueJson.Parse(File.ReadAllBytes(file)).AsList())
            yield return new TheoryDataRow<string, string>(entry["name"].AsString(), entry.ToJson()) { TestDisplayName = entry["name"].AsString() };
    }

    public static void Check(string json)
    {
        var entry = ValueJson.Parse(json);
        var rules = RuleSet.Parse(entry["grl"].AsString(), out var faults);
        Assert.True(rules is not null, string.Join('\n', faults));
        var result = rules.Evaluate(entry["facts"], new() { Explain = true, Log = true });
        foreach (var (path, expected) in entry["expect"]["facts"].AsMap())
            Same(path, expected, path.Split('.').Aggregate(result.Facts, (at, name) => at[name]));
        if (!entry["expect"]["fired"].IsNull)
            Assert.Equal(entry["expect"]["fired"], result.Fired);
    }

    private static void Same(string path, Value expected, Value actual)
    {
        if (expected.IsNumber && actual.IsNumber)
            Assert.True(Math.Abs(expected.AsDouble() - actual.AsDouble()) <= 1e-9 * Math.Max(1, Math.Abs(expected.AsDouble())), $"{path} is {actual}, not {expected}");
        else
            Assert.True(expected == actual, $"{path} is {actual}, not {expected}");
    }
}
