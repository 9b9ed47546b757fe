using System.Text;
using System.Text.Json;
using Logos.Core.Documents;
using Logos.Core.Orchestration;
using Logos.Core.Secrets;
using Logos.Gateway.Starting;
using Logos.Rules.Values;
using Microsoft.AspNetCore.Http;

namespace Logos.Gateway.Webhooks;

/// <summary>What came to a webhook in its test mode, as it is shown: without what is secret, and not too much of it.</summary>
internal sealed class TestDelivery(EngineAccess engine, string workspace, Webhook webhook, string secret, IHeaderDictionary headers, ReadOnlyMemory<byte> body, DateTimeOffset now)
{
    private const int LargestBody = 64 * 1024;
    private const int LargestInputs = 4 * LargestBody;
    private const string Mark = "***";
    private static readonly TimeSpan Age = TimeSpan.FromDays(1);
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = ValueJson.MaxDepth };
    private static readonly string[] Told = ["Content-Type", "User-Agent", "X-Timestamp", "X-Delivery-Id", "X-GitHub-Delivery", "X-GitHub-Event"];

    public async ValueTask KeepAsync(string? id, string? refused, Value? inputs, CancellationToken cancellationToken)
    {
        var secrets = await SecretsAsync(cancellationToken);
        var isCut = body.Length > LargestBody;
        var told = Told.Concat(webhook.Headers).Distinct(StringComparer.OrdinalIgnoreCase).Where(headers.ContainsKey).ToDictionary(name => name, name => Masked(headers[name].ToString(), secrets));
        // Masked before it is cut: half a secret is one too.
        var text = Content() is { IsString: false } content ? Masked(content, secrets).ToJson() : Masked(Encoding.UTF8.GetString(body.Span), secrets);
        if (text.Length > LargestBody)
            (text, isCut) = (text[..LargestBody], true);
        JsonElement? given = inputs is null || isCut ? null : Shown(Masked(inputs.Value, secrets));
        var delivery = new Delivery(now, told, text, isCut, refused is null ? null : Masked(refused, secrets), id is null ? null : Masked(id, secrets), given);
        await engine.Documents.WriteAsync([new DocumentWrite(workspace, Delivery.Kind, webhook.Id.ToString(), JsonSerializer.SerializeToUtf8Bytes(delivery, WebhookJson.Default.Delivery)) { ExpiresAt = now + Age }], cancellationToken);
    }

    private Value? Content()
    {
        try
        {
            return HookInputs.Read(body.Span);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // What cannot be recorded as inputs is not shown as such either: `refused` says why.
    private static JsonElement? Shown(Value inputs) =>
        inputs.IsMap && StartInputs.Write(inputs.AsMap()) is { Length: <= LargestInputs } written ? JsonDocument.Parse(written.Json, Deep).RootElement : null;

    private static string Masked(string text, IReadOnlyList<string> secrets)
    {
        foreach (var each in secrets)
            text = text.Replace(each, Mark, StringComparison.Ordinal);
        return text;
    }

    // As a value: in JSON one text can be written in many ways.
    private static Value Masked(Value value, IReadOnlyList<string> secrets) => value.Kind switch
    {
        ValueKind.String => Masked(value.AsString(), secrets),
        ValueKind.Number => Masked(value.ToText(), secrets) is var text && text == value.ToText() ? value : text,
        ValueKind.List => ValueList.From(value.AsList().Select(item => Masked(item, secrets))),
        ValueKind.Map => ValueMap.From(value.AsMap().Select(member => KeyValuePair.Create(Masked(member.Key, secrets), Masked(member.Value, secrets)))),
        _ => value,
    };

    // The longest first, so that none leaves the end of another.
    private async ValueTask<IReadOnlyList<string>> SecretsAsync(CancellationToken cancellationToken)
    {
        var values = new List<string> { secret };
        string? after = null;
        do
        {
            var page = await engine.Documents.ListAsync(workspace, SecretDocument.Kind, after, 1_000, newestFirst: false, cancellationToken);
            foreach (var document in page.Items)
            {
                try
                {
                    values.Add(SecretDocument.Read(engine.Keys, document));
                }
                catch (UnreadableSecretException)
                {
                    // Nobody has been given it since: it is sealed with a key that is gone.
                }
            }

            after = page.Next;
        }
        while (after is not null);
        return [.. values.Where(value => value.Length >= 4).Distinct().OrderByDescending(value => value.Length)];
    }
}
