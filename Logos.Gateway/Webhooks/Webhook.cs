using System.Text.Json;
using System.Text.Json.Serialization;
using Logos.Core.Documents;
using Logos.Core.Secrets;
using Logos.Gateway.Requests;

namespace Logos.Gateway.Webhooks;

/// <summary>An address that starts a graph for whoever signs with its secret.</summary>
/// <param name="Sealed">The secret, which is never changed: a new one is a new webhook.</param>
/// <param name="Inputs">A template of the graph's inputs; null gives them <c>body</c> and <c>headers</c>.</param>
/// <param name="Headers">Those that a graph may see.</param>
/// <param name="Signing">The form in which deliveries are signed, as <see cref="Signature"/> names it; null, of older ones, for either.</param>
/// <param name="TestUntil">Until then nothing is started, and what comes is shown.</param>
internal sealed record Webhook(Guid Id, string Name, string Graph, byte[] Sealed, IReadOnlyList<string> Headers, string CreatedBy, DateTimeOffset CreatedAt, JsonElement? Inputs = null, DateTimeOffset? TestUntil = null, string? Signing = null)
{
    public const string Kind = "webhook";

    /// <summary>Which workspace an id is of: whoever calls a webhook says nothing else.</summary>
    public const string PlaceKind = "webhook-place";

    public static Webhook Read(Document document) => JsonSerializer.Deserialize(document.Body.Span, WebhookJson.Default.Webhook)!;

    public DocumentWrite Write(string workspace, long expected) =>
        new(workspace, Kind, Id.ToString(), JsonSerializer.SerializeToUtf8Bytes(this, WebhookJson.Default.Webhook)) { Expected = expected };

    /// <summary>Whatever else is changed of the webhook, its secret stays for it as it was sealed.</summary>
    public static SealedPlace Place(string workspace, Guid id) => new(workspace, Kind, id.ToString(), 0);
}

/// <summary>What came to a webhook while it was tested.</summary>
/// <param name="Refused">Null when it would have started its graph.</param>
/// <param name="Body">Secrets masked, 64 KiB at most.</param>
/// <param name="Inputs">What the graph would have been given.</param>
internal sealed record Delivery(DateTimeOffset At, IReadOnlyDictionary<string, string> Headers, string Body, bool IsCut, string? Refused = null, string? Id = null, JsonElement? Inputs = null)
{
    public const string Kind = "webhook-delivery";
}

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record WebhookRequest(string Name, string Graph, JsonElement? Inputs = null, IReadOnlyList<string>? Headers = null, bool? TestMode = null, string? Signing = null);

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record TestModeRequest(bool Enabled);

/// <param name="Signing"><c>either</c> of one that was made before a webhook had a form.</param>
/// <param name="Secret">Once, when it is made.</param>
internal sealed record WebhookInfo(Guid Id, string Name, string Graph, string Url, string Signing, string? Secret, JsonElement? Inputs, IReadOnlyList<string> Headers, bool TestMode, DateTimeOffset? TestUntil, string CreatedBy, DateTimeOffset CreatedAt, Delivery? LastDelivery)
{
    public static WebhookInfo Of(Webhook webhook, DateTimeOffset now, string? secret = null, Delivery? last = null)
    {
        var until = webhook.TestUntil > now ? webhook.TestUntil : null;
        return new(webhook.Id, webhook.Name, webhook.Graph, $"/api/v1/hooks/{webhook.Id}", webhook.Signing ?? "either", secret, webhook.Inputs, webhook.Headers, until is not null, until, webhook.CreatedBy, webhook.CreatedAt, last);
    }
}

/// <param name="Duplicate">It had come before, and started this then.</param>
internal sealed record DeliveryAnswer(Guid? ExecutionId, bool Duplicate, bool Tested);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true, AllowDuplicateProperties = false, MaxDepth = Nesting.Deepest, Converters = [typeof(UtcTimes)])]
[JsonSerializable(typeof(Webhook))]
[JsonSerializable(typeof(WebhookRequest))]
[JsonSerializable(typeof(TestModeRequest))]
[JsonSerializable(typeof(WebhookInfo))]
[JsonSerializable(typeof(Listed<WebhookInfo>))]
[JsonSerializable(typeof(Delivery))]
[JsonSerializable(typeof(DeliveryAnswer))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(Guid))]
internal sealed partial class WebhookJson : JsonSerializerContext;
