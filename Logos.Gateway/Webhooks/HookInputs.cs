using System.Text;
using System.Text.Json;
using Logos.Core.Graphs.Definition;
using Logos.Core.Graphs.Templates;
using Logos.Gateway.Faults;
using Logos.Rules.Expressions;
using Logos.Rules.Faults;
using Logos.Rules.Values;
using Microsoft.AspNetCore.Http;

namespace Logos.Gateway.Webhooks;

/// <summary>What a graph is given of a delivery.</summary>
internal static class HookInputs
{
    private const string Body = "body";
    private const string Headers = "headers";

    private static readonly EvaluationOptions Bounds = new() { MaxSteps = 100_000, MaxOutput = 1024 * 1024 };

    /// <summary>What is wrong with a template that somebody sends.</summary>
    public static IReadOnlyList<Fault> Check(JsonElement template)
    {
        if (template.ValueKind != JsonValueKind.Object)
            return [new(WebhookCodes.BadWebhook, "`inputs` is no object") { Path = "inputs" }];
        if (Template.Parse(Encoding.UTF8.GetBytes(template.GetRawText()), out var faults) is not { } read)
            return faults;
        return [.. from formula in read.Formulas
                   from path in formula.Expression.Reads
                   where path.Root is not (Body or Headers)
                   select new Fault(WebhookCodes.BadWebhook, $"`{path.Root}` is not there: an input reads `body` and `headers`") { Path = "inputs" }];
    }

    /// <exception cref="EvaluationException">An expression of the template failed.</exception>
    public static Value Of(Webhook webhook, GraphDefinition graph, ReadOnlySpan<byte> body, IHeaderDictionary headers)
    {
        var content = Read(body);
        var seen = ValueMap.From(webhook.Headers.Where(headers.ContainsKey).Select(name => KeyValuePair.Create(name.ToLowerInvariant(), Value.From(headers[name].ToString()))));
        if (webhook.Inputs is { } template)
        {
            var scope = ValueMap.Empty.With(Body, content).With(Headers, seen);
            return Template.Parse(Encoding.UTF8.GetBytes(template.GetRawText()), out _)!.Evaluate(scope, Bounds);
        }

        var inputs = ValueMap.Empty;
        if (graph.Inputs.Any(input => input.Name == Body))
            inputs = inputs.With(Body, content);
        return graph.Inputs.Any(input => input.Name == Headers) ? inputs.With(Headers, seen) : inputs;
    }

    /// <summary>What is no JSON is text.</summary>
    /// <exception cref="JsonException">It is JSON, and no value: too deep, a number too large, half a character, a member twice.</exception>
    public static Value Read(ReadOnlySpan<byte> body)
    {
        try
        {
            return body.IsEmpty ? Value.Null : ValueJson.Parse(body);
        }
        catch (JsonException)
        {
            if (IsJson(body))
                throw;
            return Encoding.UTF8.GetString(body);
        }
    }

    private static bool IsJson(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body, new() { MaxDepth = int.MaxValue });
        try
        {
            while (reader.Read())
            {
                // It throws at the first that is wrong.
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
