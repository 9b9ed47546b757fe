using Logos.Core.Executions;
using Logos.Core.Tests.Executions;
using Logos.Core.Work;
using Logos.Rules.Values;

namespace Logos.Core.Tests.Histories;

/// <summary>Executions of every kind. Each was recorded once; what stands in the file counts, and not what the engine makes of it later.</summary>
internal static class Scenarios
{
    private const string Http = "type: http, with: { url: \"https://example.org\" }";
    private const string Rule = "type: rule, with: { output: { ok: true } }";
    private const string Undo = "compensate: { type: http, with: { url: \"https://example.org/undo\" } }";
    private const string Each = "foreach: { items: \"${{ inputs.list }}\", concurrency: 2 }";

    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static IReadOnlyDictionary<string, Func<Play>> All { get; } = new Dictionary<string, Func<Play>>
    {
        ["diamond"] = () => new Play($"nodes:\n  a: {{ {Http} }}\n  b: {{ {Http}, needs: [a] }}\n  c: {{ {Http}, needs: [a], when: a.ok == false }}\n  d: {{ {Http}, needs: [b, c], join: any }}\n  e: {{ {Http}, needs: [c], join: done }}")
            .Good("a").Good("b").Good("d").Good("e").Outputs(),
        ["retry"] = () => new Play($"nodes:\n  a: {{ {Http}, retry: {{ attempts: 4, delay: 1s, backoff: exponential, jitter: true }} }}")
            .Bad("a", FailureKind.Transient).Wait().Bad("a", FailureKind.TimedOut).Wait().Bad("a", FailureKind.Transient, TimeSpan.FromMinutes(2)).Wait().Good("a").Outputs(),
        ["timeout"] = () => new Play($"nodes:\n  a: {{ {Http}, on_error: continue, retry: {{ attempts: 1 }} }}\n  b: {{ type: wait, with: {{ signal: go }}, timeout: 1m, needs: [a] }}")
            .Bad("a", FailureKind.TimedOut).Given("b", """{"signal": "go"}""").Fire(new(TimerKind.NodeTimeout, 1), TimeSpan.FromMinutes(1)),
        ["deadline"] = () => new Play($"nodes:\n  a: {{ {Http} }}\n  b: {{ {Http}, needs: [a] }}", deadline: Noon.AddHours(1)).Claim("a").Fire(new(TimerKind.Deadline), TimeSpan.FromHours(1)).Good("a"),
        ["foreach"] = () => new Play($"nodes:\n  a: {{ {Http}, {Each}, retry: {{ attempts: 2, delay: 1s, jitter: false }} }}\n  b: {{ {Http}, needs: [a] }}", "{\"list\": [1, 2, 3]}")
            .Items("a", 3).Good("a", item: 1).Bad("a", FailureKind.Transient, item: 0).Wait().Good("a", item: 2).Good("a", item: 0).Composed("a").Good("b").Outputs(),
        ["inputs"] = () => new Play($"nodes:\n  a: {{ {Http}, retry: {{ attempts: 2, delay: 1s, jitter: false }} }}\n  b: {{ {Http}, {Each}, needs: [a] }}", "{\"list\": [1, 2]}")
            .Bad("a", FailureKind.Transient, input: """{"url":"one"}""").Wait().Good("a", input: """{"url":"two"}""")
            .Items("b", 2).Good("b", item: 0, input: """{"url":"0"}""").Bad("b", item: 1, input: """{"url":"1"}""").Retry().Good("b", item: 1).Composed("b").Outputs(),
        ["foreach-fails"] = () => new Play($"nodes:\n  a: {{ {Http}, {Each} }}", "{\"list\": [1, 2, 3, 4]}")
            .Items("a", 4).Claim("a", item: 1).Bad("a", item: 0).Good("a", item: 1).Retry().Good("a", item: 0).Good("a", item: 2).Good("a", item: 3).Composed("a").Outputs(),
        ["subgraph"] = () => new Play("nodes:\n  a: { type: subgraph, with: { graph: g }, retry: { attempts: 2 } }").Given("a", """{"graph": "g"}""").Child("a").Outputs(),
        ["subgraph-cancelled"] = () => new Play("nodes:\n  a: { type: subgraph, with: { graph: g } }").Given("a", """{"graph": "g"}""").Cancel().Child("a", good: false),
        ["approval"] = () => new Play($"nodes:\n  a: {{ type: approval, with: {{ message: Well, approvers: [ada], form: {{ type: object, required: [reason], properties: {{ reason: {{ type: string }} }} }} }} }}\n  b: {{ {Http}, needs: [a], when: a.decision == \"approved\" }}")
            .Given("a", """{"approvers": ["ada"], "form": {"type": "object", "required": ["reason"], "properties": {"reason": {"type": "string"}}}}""")
            .Answer("a", """{"decision": "approved", "form": {"reason": "cheap"}}""", new("bob", [])).Answer("a", """{"decision": "approved"}""", new("ada", []))
            .Answer("a", """{"decision": "approved", "form": {"reason": "cheap"}}""", new("ada", [])).Answer("a", """{"decision": "rejected"}""", new("ada", [])).Good("b").Outputs(),
        ["approval-in-silence"] = () => new Play("nodes:\n  a: { type: approval, with: { message: Well, within: 1h, on_timeout: reject } }")
            .Given("a", """{"within": "1h", "on_timeout": "reject"}""").Wait().Outputs(),
        ["signals"] = () => new Play($"nodes:\n  a: {{ {Http} }}\n  b: {{ type: wait, with: {{ signal: paid }}, needs: [a] }}\n  c: {{ type: wait, with: {{ signal: paid, within: 1h }}, needs: [b] }}")
            .Signal("paid", """{"n": 1}""").Good("a").Given("b", """{"signal": "paid"}""").Given("c", """{"signal": "paid", "within": "1h"}""").Wait(),
        ["wait"] = () => new Play("nodes:\n  a: { type: wait, with: { for: 1m } }").Given("a", """{"for": "1m"}""").Wait().Outputs(),
        ["loop"] = () => new Play("nodes:\n  a: { type: loop, with: { graph: g, until: last.ok, max: 3, delay: 1s } }")
            .Given("a", """{"graph": "g", "max": 3, "delay": "1s"}""").Child("a").Checked("a", false).Wait().Given("a", """{"graph": "g", "max": 3, "delay": "1s"}""").Child("a").Checked("a", true).Outputs(),
        ["compensate"] = () => new Play($"nodes:\n  a: {{ {Http}, {Undo} }}\n  b: {{ {Http}, {Undo}, needs: [a] }}\n  c: {{ {Http}, needs: [b] }}")
            .Good("a").Good("b").Bad("c").Undone("b", good: false).Undone("a").Retry(),
        ["cancel"] = () => new Play($"nodes:\n  a: {{ {Http}, {Undo} }}\n  b: {{ {Http} }}\n  c: {{ {Http}, needs: [a] }}").Claim("b").Cancel().Good("b").Good("a").Undone("a"),
        ["retry-by-hand"] = () => new Play($"nodes:\n  a: {{ {Http} }}\n  b: {{ {Http}, needs: [a] }}\n  c: {{ {Http}, needs: [b] }}").Good("a").Bad("b").Retry().Good("b").Good("c").Outputs(),
        ["fork"] = () => new Play($"nodes:\n  a: {{ {Http}, {Undo} }}\n  b: {{ {Http}, needs: [a] }}", seeds: [new(0, Payload.Of(ValueMap.From([new("ok", true)])), ValueMap.From([new("ok", true)]))]).Bad("b"),
        ["segment"] = () => new Play($"nodes:\n  a: {{ {Rule} }}\n  b: {{ {Rule}, needs: [a] }}\n  c: {{ {Rule}, needs: [b] }}").Segment("a", "b").Segment("c").Outputs(),
        ["fallback"] = () => new Play($"nodes:\n  a: {{ {Http}, on_error: {{ fallback: {{ ok: false }} }} }}\n  b: {{ {Http}, needs: [a], when: a.$error != null }}").Bad("a").Fallback("a").Good("b").Outputs(),
        ["poison"] = () => new Play($"nodes:\n  a: {{ {Http} }}").Claim("a").Release("a").Claim("a").Silent("a").Claim("a").Silent("a").Claim("a").Silent("a"),
    };
}
