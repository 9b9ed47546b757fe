using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Logos.Core.Documents;
using Logos.Core.Orchestration;
using Logos.Core.Secrets;
using Logos.Gateway.Faults;
using Logos.Gateway.Limits;
using Logos.Gateway.Requests;
using Logos.Gateway.Starting;
using Logos.Rules.Expressions;
using Logos.Rules.Faults;
using Logos.Rules.Values;
using Logos.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace Logos.Gateway.Webhooks;

/// <summary>A delivery starts its graph once, for whoever knows the secret.</summary>
internal static class HookEndpoint
{
    public const string WebhookTag = "webhook";
    public const string DeliveryTag = "delivery";
    private const string SeenKind = "webhook-seen";

    /// <summary>How long a delivery is known again. Senders give up long before.</summary>
    private static readonly TimeSpan SeenAge = TimeSpan.FromDays(3);

    public static async Task<Results<JsonHttpResult<DeliveryAnswer>, Problem>> ReceiveAsync(GivenId id, HttpContext context, EngineAccess engine, Admission admission, IOptions<GatewayOptions> options, TimeProvider clock, CancellationToken cancellationToken)
    {
        // Before a byte of the body is waited for: whoever knows no webhook keeps nothing busy.
        if (await engine.Documents.FindAsync("", Webhook.PlaceKind, id.ToString(), cancellationToken) is not { } place)
            return WebhookEndpoints.Missing();
        var workspace = JsonSerializer.Deserialize(place.Body.Span, WebhookJson.Default.String)!;
        if (await engine.Documents.FindAsync(workspace, Webhook.Kind, id.ToString(), cancellationToken) is not { } document)
            return WebhookEndpoints.Missing();
        var given = await RequestBody.ReadAsync(context, options.Value.MaxBody, cancellationToken);
        if (given.Refused is { } tooLarge)
            return tooLarge;
        var body = given.Value;
        var webhook = Webhook.Read(document);
        string secret;
        try
        {
            secret = Envelope.Open(engine.Keys, Webhook.Place(workspace, id), webhook.Sealed);
        }
        catch (UnreadableSecretException)
        {
            return new Problem(503, WebhookCodes.SecretUnreadable, "the webhook's secret cannot be opened here");
        }

        var now = clock.GetUtcNow();
        var (delivery, wrong) = Signature.Check(secret, webhook.Signing, context.Request.Headers, body.Span, now);
        var tested = webhook.TestUntil > now ? new TestDelivery(engine, workspace, webhook, secret, context.Request.Headers, body, now) : null;
        if (delivery is null)
        {
            if (tested is not null)
                await tested.KeepAsync(null, wrong, null, cancellationToken);
            // What exactly is wrong is for those who look after the webhook.
            return new Problem(401, WebhookCodes.BadSignature, "the delivery is not signed as it should be");
        }

        if (tested is null && await SeenAsync(engine, workspace, webhook, delivery, cancellationToken) is { } before)
            return Answer(before, duplicate: true);
        var (start, inputs) = await PrepareAsync(engine, workspace, webhook, delivery, body, context.Request.Headers, cancellationToken);
        if (tested is not null)
        {
            await tested.KeepAsync(delivery.Id, start.Faults.Count == 0 ? null : string.Join("; ", start.Faults.Select(fault => $"{fault.Code} {fault.Message}")), inputs, cancellationToken);
            return TypedResults.Json(new DeliveryAnswer(null, Duplicate: false, Tested: true), WebhookJson.Default.DeliveryAnswer, statusCode: 202);
        }

        if (start.Submission is not { } submission)
            return Problem.Of(422, "the graph cannot be started with this delivery", start.Faults);
        var marks = delivery.Keys.Select(key => new DocumentWrite(workspace, SeenKind, NameOf(webhook, key), JsonSerializer.SerializeToUtf8Bytes(submission.Head.Id, WebhookJson.Default.Guid)) { Expected = 0, ExpiresAt = now + SeenAge });
        var (isInserted, refused) = await admission.SubmitAsync(engine, submission with { Writes = [.. marks] }, cancellationToken);
        if (refused is not null)
            return refused;
        if (isInserted)
            return Answer(submission.Head.Id, duplicate: false);
        // It came twice at the same moment.
        return Answer(await SeenAsync(engine, workspace, webhook, delivery, cancellationToken) ?? submission.Head.Id, duplicate: true);
    }

    private static async ValueTask<(GraphStart Start, Value? Inputs)> PrepareAsync(EngineAccess engine, string workspace, Webhook webhook, SignedDelivery delivery, ReadOnlyMemory<byte> body, IHeaderDictionary headers, CancellationToken cancellationToken)
    {
        if (await engine.Plans.FindAsync(workspace, webhook.Graph, 0, cancellationToken) is not (_, { } plan))
            return (new(null, [new(GatewayCodes.NoSuchGraph, $"there is no graph `{webhook.Graph}`, or it cannot be run here")]), null);
        try
        {
            var inputs = HookInputs.Of(webhook, plan.Definition, body.Span, headers);
            var tags = new Dictionary<string, string> { [WebhookTag] = webhook.Id.ToString() };
            if (delivery.Id is { } id)
                tags[DeliveryTag] = id;
            return (await GraphStart.PrepareAsync(engine, workspace, webhook.Graph, inputs, tags, $"webhook:{webhook.Name}", cancellationToken), inputs);
        }
        catch (JsonException e)
        {
            return (new(null, [new Fault(WebhookCodes.UnreadableBody, $"the body is JSON that no input can be: {RequestBody.Words(e.Message)}")]), null);
        }
        catch (EvaluationException e)
        {
            return (new(null, [new Fault(WebhookCodes.InputsFailed, $"an expression of the inputs failed: {e.Message}")]), null);
        }
    }

    private static async ValueTask<Guid?> SeenAsync(EngineAccess engine, string workspace, Webhook webhook, SignedDelivery delivery, CancellationToken cancellationToken)
    {
        foreach (var key in delivery.Keys)
        {
            if (await engine.Documents.FindAsync(workspace, SeenKind, NameOf(webhook, key), cancellationToken) is { } seen)
                return JsonSerializer.Deserialize(seen.Body.Span, WebhookJson.Default.Guid);
        }

        return null;
    }

    // Whatever a sender takes for an id: as long as a hash, and nothing that means something in a name.
    private static string NameOf(Webhook webhook, string key) => $"{webhook.Id}/{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))}";

    private static JsonHttpResult<DeliveryAnswer> Answer(Guid execution, bool duplicate) =>
        TypedResults.Json(new DeliveryAnswer(execution, duplicate, Tested: false), WebhookJson.Default.DeliveryAnswer, statusCode: 202);
}
