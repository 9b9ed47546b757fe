using Logos.Rules.Expressions;
using Logos.Rules.Grl;
using Logos.Rules.Values;

namespace Logos.Rules.Tests.Grl;

/// <summary>Cases kept as data: rules and facts in; facts and firings out, or the fault of the evaluation.</summary>
internal static class GrlCases
{
    private static readonly DateTimeOffset Now = new(2026, 2, 3, 4, 5, 6, TimeSpan.Zero);

    public static IEnumerable<TheoryDataRow<string, string>> Read(string file)
    {
        foreach (var entry in ValueJson.Parse(File.ReadAllBytes(file)).AsList())
            yield return new TheoryDataRow<string, string>(entry["name"].AsString(), entry.ToJson()) { TestDisplayName = $"{Path.GetFileNameWithoutExtension(file)}: {entry["name"].AsString()}" };
    }

    public static void Check(string json)
    {
        var entry = ValueJson.Parse(json);
        var text = entry["grl"].IsList ? string.Join('\n', entry["grl"].AsList().Select(l => l.AsString())) : entry["grl"].AsString();
        var rules = RuleSet.Parse(text, out var faults);
        Assert.True(rules is not null, string.Join('\n', faults));
        var options = Options(entry["options"]);
        if (!entry["expect_error"].IsNull)
        {
            var fault = Assert.Throws<EvaluationException>(() => rules.Evaluate(entry["facts"], options)).Fault;
            Assert.StartsWith(entry["expect_error"]["code"].AsString(), fault.Code, StringComparison.Ordinal);
            Assert.Contains(entry["expect_error"]["message"].AsString(), fault.Message, StringComparison.Ordinal);
            return;
        }

        var result = rules.Evaluate(entry["facts"], options with { Explain = true, Log = true });
        Same(entry["expect"], result);
        // Nobody's evaluation hangs on being explained, nor on what the one before left behind.
        var again = rules.Evaluate(entry["facts"], options);
        Assert.Equal(result.Facts.ToJson(), again.Facts.ToJson());
        Assert.Equal(result.Fired, again.Fired);
    }

    private static RuleOptions Options(Value options) => new()
    {
        Now = options["now"].IsNull ? Now : DateTimeOffset.Parse(options["now"].AsString(), System.Globalization.CultureInfo.InvariantCulture),
        Focus = options["focus"].IsNull ? null : options["focus"].AsString(),
        MaxFirings = Limit(options["max_firings"], RuleOptions.Default.MaxFirings),
        MaxCycles = Limit(options["max_cycles"], RuleOptions.Default.MaxCycles),
        MaxSteps = Limit(options["max_steps"], RuleOptions.Default.MaxSteps),
    };

    private static int Limit(Value limit, int usual) => limit.TryGetInt64(out var number) ? (int)number : usual;

    private static void Same(Value expected, EvaluationResult actual)
    {
        foreach (var (path, value) in expected["facts"].AsMap())
            Same(path, value, path.Split('.').Aggregate(actual.Facts, (at, name) => at[name]));
        if (!expected["fired"].IsNull)
            Assert.Equal(expected["fired"], actual.Fired);
        if (!expected["order"].IsNull)
            Assert.Equal(expected["order"].AsList().Select(n => n.AsString()), actual.Trace!.Firings.Select(f => f.Rule));
        if (!expected["log"].IsNull)
            Assert.Equal(expected["log"].AsList().Select(n => n.AsString()), actual.Log);
        if (!expected["absent"].IsNull)
            Assert.All(expected["absent"].AsList(), n => Assert.False(actual.Facts.AsMap().ContainsKey(n.AsString()), $"{n} is there"));
    }

    private static void Same(string path, Value expected, Value actual)
    {
        if (expected.IsNumber && actual.IsNumber)
            Assert.True(Math.Abs(expected.AsDouble() - actual.AsDouble()) <= 1e-9 * Math.Abs(expected.AsDouble()), $"{path} is {actual}, not {expected}");
        else
            Assert.True(expected == actual, $"{path} is {actual}, not {expected}");
    }
}
