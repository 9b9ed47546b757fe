using System.Text.Json;
using Logos.Rules.Grl;
using Logos.Rules.Values;

namespace Logos.Cli.Grl;

/// <summary>The member <c>trace</c> of an evaluation for machines.</summary>
internal static class TraceJson
{
    public static void Write(Utf8JsonWriter json, Trace trace)
    {
        json.WriteStartObject("trace");
        json.WriteStartArray("rules");
        foreach (var rule in trace.Rules)
        {
            json.WriteStartObject();
            json.WriteString("rule", rule.Rule);
            json.WriteNumber("fired", rule.Fired);
            json.WriteString("why_not", rule.WhyNot);
            WriteFacts(json, "reads", rule.Reads);
            WriteMore(json, "more_reads", rule.MoreReads);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("firings");
        foreach (var firing in trace.Firings)
        {
            json.WriteStartObject();
            json.WriteNumber("number", firing.Number);
            json.WriteString("rule", firing.Rule);
            WriteFacts(json, "reads", firing.Reads);
            WriteMore(json, "more_reads", firing.MoreReads);
            WriteFacts(json, "writes", firing.Writes);
            WriteMore(json, "more_writes", firing.MoreWrites);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteMore(json, "more_firings", trace.MoreFirings);
        json.WriteEndObject();
    }

    private static void WriteMore(Utf8JsonWriter json, string member, int count)
    {
        if (count > 0)
            json.WriteNumber(member, count);
    }

    private static void WriteFacts(Utf8JsonWriter json, string member, IReadOnlyList<FactTrace> facts)
    {
        json.WriteStartArray(member);
        foreach (var fact in facts)
        {
            json.WriteStartObject();
            json.WriteString("path", fact.Path);
            json.WritePropertyName("value");
            ValueJson.Write(json, fact.Value);
            if (fact.Before is { } before)
            {
                json.WritePropertyName("before");
                ValueJson.Write(json, before);
            }

            if (fact.Removed)
                json.WriteBoolean("removed", true);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
