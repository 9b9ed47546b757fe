using BenchmarkDotNet.Attributes;
using Logos.Rules.Faults;
using Logos.Rules.Grl;
using Logos.Rules.Values;

namespace Logos.Benchmarks.Rules;

/// <summary>The purchasing sample: 15 rules, of which 9 fire for PROD-001.</summary>
public class PurchasingBenchmarks
{
    private static readonly RuleOptions WithLog = new() { Log = true };

    private string _text = "";
    private RuleSet _rules = null!;
    private Value _facts;
    private byte[] _json = [];

    [GlobalSetup]
    public void Setup()
    {
        using var stream = typeof(PurchasingBenchmarks).Assembly.GetManifestResourceStream("purchasing.grl")!;
        using var reader = new StreamReader(stream);
        _text = reader.ReadToEnd();
        _rules = RuleSet.Parse(_text);
        _json = """{"required_qty": 1050, "available_qty": 500, "moq": 100, "unit_price": 15.50, "is_active": true, "lead_time": 7}"""u8.ToArray();
        _facts = ValueJson.Parse(_json);
        var result = _rules.Evaluate(_facts);
        if (result.Fired != 9 || result.Facts["grand_total"] != 9207)
            throw new InvalidOperationException("The purchasing rules do not give what their sample says.");
    }

    [Benchmark(Baseline = true)]
    public EvaluationResult Evaluate() => _rules.Evaluate(_facts);

    [Benchmark]
    public EvaluationResult EvaluateWithLog() => _rules.Evaluate(_facts, WithLog);

    [Benchmark]
    public string EvaluateFromJsonToJson() => _rules.Evaluate(ValueJson.Parse(_json)).Facts.ToJson();

    [Benchmark]
    public RuleSet? ParseAndCompile() => RuleSet.Parse(_text, out IReadOnlyList<Fault> _);
}
