using System.Text;
using BenchmarkDotNet.Attributes;
using Logos.Rules.Grl;
using Logos.Rules.Values;

namespace Logos.Benchmarks.Rules;

/// <summary>How the cost follows the number of rules and of firings.</summary>
public class ScalingBenchmarks
{
    private RuleSet _match = null!;
    private RuleSet _scattered = null!;
    private RuleSet _chain = null!;
    private Value _matchFacts;
    private Value _scatteredFacts;
    private Value _chainFacts;

    [Params(10, 100, 300, 1000, 10000)]
    public int Rules { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _match = Build(i => $"rule \"R{i}\" {{ when x == {i} then y = {i}; }}");
        _matchFacts = ValueJson.Parse($$"""{"x": {{Rules / 2}}}""");
        _scattered = Build(i => $"rule \"R{i}\" {{ when Fact{i}.amount > 10 && Fact{i}.open == true then Fact{i}.hit = true; }}");
        _scatteredFacts = ValueJson.Parse($$$"""{"Fact{{{Rules / 2}}}": {"amount": 11, "open": true}}""");
        // The rules stand in the order that makes each firing enable an earlier one.
        _chain = Build(i => $"rule \"R{i}\" {{ when a{Rules - i} > 0 then a{Rules - i + 1} = a{Rules - i} + 1; }}");
        _chainFacts = ValueJson.Parse("""{"a1": 1}""");
        Check(_match.Evaluate(_matchFacts).Fired, 1);
        Check(_scattered.Evaluate(_scatteredFacts).Fired, 1);
        Check(Chained().Fired, Rules);
    }

    [Benchmark]
    public EvaluationResult OneMatchOverOneFact() => _match.Evaluate(_matchFacts);

    [Benchmark]
    public EvaluationResult OneMatchOverManyFacts() => _scattered.Evaluate(_scatteredFacts);

    [Benchmark]
    public EvaluationResult Chained() => _chain.Evaluate(_chainFacts);

    private RuleSet Build(Func<int, string> rule)
    {
        var text = new StringBuilder();
        for (var i = 0; i < Rules; i++)
            text.AppendLine(rule(i));
        return RuleSet.Parse(text.ToString());
    }

    private static void Check(int fired, int expected)
    {
        if (fired != expected)
            throw new InvalidOperationException($"{fired} firings, not {expected}.");
    }
}
