using Logos.Rules.Values;

namespace Logos.Core.Tests.Graphs;

/// <summary>Valid definitions with everything in them that is hard to write down.</summary>
internal sealed class RandomGraphs(Random random)
{
    private static readonly string[] Texts =
    [
        "", " ", "plain", "two words", "yes", "no", "on", "null", "~", "true", "012", "1e3", "0x1F", "-", "- a", "? a", ": a", "a: b", "a:", "a #b", "#a", "&a", "*a", "!a", "|", ">", "%a", "@a", "`a",
        "\"quoted\"", "it's", "back\\slash", "tab\there", "line\nbreak", "line\nbreak\n", "two\n\nparagraphs\n\n", " leading", "trailing ", "\nfirst", "  indented\nblock", "trailing \nblank", "é ü 😀", "\u2028", "\u0085", "\u0001", "\ufeff", "\r\n",
        "{a}", "[a]", "a, b", "a]", "${{ inputs.a }}", "x ${{ inputs.a + 1 }} y", "$${{ not }}", "${{ \"}}\" }}", "file", "---", "...", "<<", "=", "1_000", ".5", "+1", "2026-01-31", "12:30", "a\\nb",
    ];

    public ValueMap Next()
    {
        var ids = Enumerable.Range(0, random.Next(1, 8)).Select(i => $"n{i}").ToArray();
        return Shuffled(
            ("name", "random"),
            ("description", Maybe(Text())),
            ("inputs", Shuffled(("a", Shuffled(("type", "integer"), ("default", random.Next(100)), ("description", Text()))), ("b", Shuffled(("type", "any"), ("required", random.Next(2) == 0))))),
            ("defaults", Maybe(Shuffled(("timeout", Pick("60s", "1m", "90s", "2h", "1500ms")), ("retry", Retry())))),
            ("nodes", ValueMap.From(ids.Select((id, i) => KeyValuePair.Create(id, (Value)Node(ids, i))))),
            ("edges", Maybe(Edges(ids))),
            ("outputs", Maybe(Shuffled((Key(), Content(3)), ("total", "${{ n0 }}")))));
    }

    /// <summary>The same with every map in another order.</summary>
    public Value Reordered(Value value) => value.Kind switch
    {
        ValueKind.List => ValueList.From(value.AsList().Select(Reordered)),
        ValueKind.Map => ValueMap.From(value.AsMap().Select(member => KeyValuePair.Create(member.Key, Reordered(member.Value))).OrderBy(_ => random.Next()).ToArray()),
        _ => value,
    };

    private ValueMap Node(string[] ids, int at) => Shuffled(
        ("type", "rule"),
        ("description", Maybe(Text())),
        ("needs", Maybe(ValueList.From(ids.Take(at).Where(_ => random.Next(3) == 0).Select(id => Value.From(id))))),
        ("join", Maybe(Pick("all", "any", "done"))),
        ("when", Maybe(Pick("inputs.a > 1", "${{ inputs.a > 1 }}", "  inputs.a > 1 "))),
        ("foreach", Maybe(Shuffled(("items", Pick("inputs.b", "${{ inputs.b }}")), ("concurrency", random.Next(1, 50))))),
        ("with", Shuffled(("output", ValueList.Of(Content(4))), ("let", Shuffled(("first", Content(2)), ("second", Content(2)))))),
        ("retry", Maybe(Retry())),
        ("timeout", Maybe(Pick("1s", "1000ms", "24h", "1d"))),
        ("cache", Maybe(Shuffled(("ttl", "5m"), ("key", Text())))),
        ("on_error", Maybe(random.Next(3) switch { 0 => "fail", 1 => "continue", _ => Shuffled(("fallback", ValueList.Of(Content(2)))) })),
        ("idempotent", Maybe(random.Next(2) == 0)));

    private Value Edges(string[] ids) => ValueList.From(Enumerable.Range(1, ids.Length - 1).Select(i => (Value)Shuffled(("from", ids[0]), ("to", ids[i]), ("when", Maybe(Pick("n0.ok", "!n0.ok"))))));

    private Value Retry() => Shuffled(("attempts", random.Next(1, 9)), ("backoff", Pick("fixed", "linear", "exponential")), ("delay", Pick("1s", "0s")), ("jitter", random.Next(2) == 0));

    private Value Content(int depth) => random.Next(depth <= 0 ? 4 : 6) switch
    {
        0 => Text(),
        1 => random.Next(3) switch { 0 => random.Next(), 1 => random.Next(1000) / 8m, _ => Value.From(random.NextDouble() * Math.Pow(10, random.Next(-30, 40))) },
        2 => random.Next(2) == 0,
        3 => Value.Null,
        4 => ValueList.From(Enumerable.Range(0, random.Next(4)).Select(_ => Content(depth - 1))),
        _ => Shuffled([.. Enumerable.Range(0, random.Next(4)).Select(_ => (Key(), Content(depth - 1)))]),
    };

    private string Key() => Pick("a", "b", "with space", "yes", "1", "ü", "a.b", "a: b", "", "\"", "line\nbreak", "#", "- x").AsString();

    private Value Text() => Texts[random.Next(Texts.Length)];

    private Value Pick(params string[] words) => words[random.Next(words.Length)];

    private Value Maybe(Value value) => random.Next(2) == 0 ? Value.Null : value;

    private ValueMap Shuffled(params (string Name, Value Value)[] members) =>
        ValueMap.From(members.Where(member => !member.Value.IsNull).OrderBy(_ => random.Next()).Select(member => KeyValuePair.Create(member.Name, member.Value)).ToArray());
}
