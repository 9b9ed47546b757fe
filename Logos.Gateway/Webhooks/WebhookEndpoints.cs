using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;
using Logos.Core.Documents;
using Logos.Core.Orchestration;
using Logos.Core.Secrets;
using Logos.Gateway.Access;
using Logos.Gateway.Audit;
using Logos.Gateway.Faults;
using Logos.Gateway.Idempotency;
using Logos.Gateway.Limits;
using Logos.Gateway.OpenApi;
using Logos.Gateway.Requests;
using Logos.Rules.Faults;
using Logos.ServiceDefaults;
using Logos.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Logos.Gateway.Webhooks;

/// <summary><c>/api/v1/webhooks</c>, and <c>/api/v1/hooks</c> for those who sign.</summary>
internal static partial class WebhookEndpoints
{
    private const int LongestName = 100;
    private const int MostHeaders = 20;
    private static readonly TimeSpan TestAge = TimeSpan.FromHours(1);
    private static readonly string[] Hidden = ["authorization", "cookie", "proxy-authorization", "x-signature", "x-hub-signature", "x-hub-signature-256"];

    public static void MapWebhooks(this IEndpointRouteBuilder api)
    {
        var webhooks = api.MapGroup("/webhooks").WithTags("webhooks").Requires(Scope.Admin).KnowsItsQuery();
        webhooks.MapGet("", ListAsync).Produces<Listed<WebhookInfo>>()
            .Tells(new("Lists the webhooks.") { Query = ["limit", "after"], Answer = """{"items":[{"id":"0199f1a0-7c00-7000-8000-000000000004","name":"shop","graph":"hello","url":"/api/v1/hooks/0199f1a0-7c00-7000-8000-000000000004","signing":"timestamp","headers":[],"test_mode":false,"created_by":"ci","created_at":"2026-01-31T08:00:00Z"}]}""" });
        webhooks.MapPost("", CreateAsync).Accepts<WebhookRequest>("application/json").Produces<WebhookInfo>(201)
            .Tells(new("Makes a webhook, and shows its secret once.") { Body = """{"name":"shop","graph":"hello","signing":"timestamp"}""", Status = 201, TakesKey = true, Answer = """{"id":"0199f1a0-7c00-7000-8000-000000000004","name":"shop","graph":"hello","url":"/api/v1/hooks/0199f1a0-7c00-7000-8000-000000000004","signing":"timestamp","headers":[],"test_mode":false,"created_by":"ci","created_at":"2026-01-31T08:00:00Z","secret":"…"}""" });
        webhooks.MapGet("/{id}", FindAsync).Produces<WebhookInfo>()
            .Tells(new("Shows a webhook.") { Answer = """{"id":"0199f1a0-7c00-7000-8000-000000000004","name":"shop","graph":"hello","url":"/api/v1/hooks/0199f1a0-7c00-7000-8000-000000000004","signing":"timestamp","headers":[],"test_mode":false,"created_by":"ci","created_at":"2026-01-31T08:00:00Z"}""" });
        webhooks.MapPut("/{id}/test-mode", TestAsync).Accepts<TestModeRequest>("application/json").Produces<WebhookInfo>()
            .Tells(new("Switches the test mode of a webhook: what comes is kept and shown.") { Body = """{"enabled":true}""", Answer = """{"id":"0199f1a0-7c00-7000-8000-000000000004","name":"shop","graph":"hello","url":"/api/v1/hooks/0199f1a0-7c00-7000-8000-000000000004","signing":"timestamp","headers":[],"test_mode":false,"created_by":"ci","created_at":"2026-01-31T08:00:00Z"}""" });
        webhooks.MapDelete("/{id}", DeleteAsync)
            .Tells(new("Deletes a webhook.") { Status = 204 });
        api.MapPost("/hooks/{id}", HookEndpoint.ReceiveAsync).WithMetadata(new OpenToAll()).WithTags("webhooks").Produces<DeliveryAnswer>(202)
            .Tells(new("Takes a signed delivery, and starts the graph once for it.") { Body = """{"order":4711}""", Status = 202, Answer = $$$"""{"execution_id":"{{{Examples.Id}}}","duplicate":false,"tested":false}""" });
    }

    private static async Task<Results<JsonHttpResult<Listed<WebhookInfo>>, Problem>> ListAsync(HttpContext context, Auditor audit, EngineAccess engine, CancellationToken cancellationToken)
    {
        var read = await DocumentList.ReadAsync(context, engine.Documents, audit.Workspace, Webhook.Kind, newestFirst: true, cancellationToken);
        return read.Value is not { } page ? read.Refused! : TypedResults.Json(new Listed<WebhookInfo>([.. page.Items.Select(each => WebhookInfo.Of(Webhook.Read(each), audit.Now))], page.Next), WebhookJson.Default.ListedWebhookInfo);
    }

    private static async Task<IResult> CreateAsync(HttpContext context, Auditor audit, EngineAccess engine, Holdings holdings, TimeProvider clock, CancellationToken cancellationToken)
    {
        var sent = await TypedBody.ReadAsync(context, WebhookJson.Default.WebhookRequest);
        if (sent.Value is not ({ } asked, var utf8))
            return sent.Refused!;
        var creation = await Creation.BeginAsync(context, audit.Caller, utf8, engine.Documents, clock, cancellationToken);
        if (creation.Answered is { } answered)
            return answered;
        var (made, refused) = await MakeAsync(asked, creation, audit, engine, holdings, cancellationToken);
        if (made is null)
            return refused!;
        context.Response.Headers.Location = Location(made.Id);
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Json(made, WebhookJson.Default.WebhookInfo, statusCode: 201);
    }

    /// <returns>The webhook with its secret, which is told this once; else why it is not made, or what its key was answered with before.</returns>
    internal static async ValueTask<(WebhookInfo? Made, IResult? Otherwise)> MakeAsync(WebhookRequest asked, Creation creation, Auditor audit, EngineAccess engine, Holdings holdings, CancellationToken cancellationToken)
    {
        if (await CheckAsync(engine, audit.Workspace, asked, cancellationToken) is { Count: > 0 } faults)
            return (null, Problem.Of(422, "the webhook has faults", faults));
        if (await holdings.WebhookAsync(audit.Workspace, cancellationToken) is { } tooMany)
            return (null, tooMany);
        var now = audit.Now;
        var id = Guid.CreateVersion7(now);
        var secret = "whs_" + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        var webhook = new Webhook(id, asked.Name, asked.Graph, Envelope.Seal(engine.Keys, Webhook.Place(audit.Workspace, id), secret), asked.Headers ?? [], audit.Caller.Name, now, asked.Inputs, asked.TestMode == true ? now + TestAge : null, asked.Signing ?? Signature.Timestamp);
        var place = new DocumentWrite("", Webhook.PlaceKind, id.ToString(), JsonSerializer.SerializeToUtf8Bytes(audit.Workspace, WebhookJson.Default.String));
        var before = await creation.WriteAsync([webhook.Write(audit.Workspace, 0), place, audit.Row("webhook.created", id.ToString(), Details(webhook))], Location(id), WebhookInfo.Of(webhook, now), WebhookJson.Default.WebhookInfo, engine.Documents, cancellationToken);
        return before is null ? (WebhookInfo.Of(webhook, now, secret), null) : (null, before);
    }

    private static string Location(Guid id) => $"/api/v1/webhooks/{id}";

    private static async Task<Results<JsonHttpResult<WebhookInfo>, Problem>> FindAsync(GivenId id, Auditor audit, EngineAccess engine, CancellationToken cancellationToken) =>
        await ShowAsync(id, audit, engine, cancellationToken) is { } found ? TypedResults.Json(found, WebhookJson.Default.WebhookInfo) : Missing();

    /// <returns>With what came to it last while it was tested; null when there is none of that id.</returns>
    internal static async ValueTask<WebhookInfo?> ShowAsync(Guid id, Auditor audit, EngineAccess engine, CancellationToken cancellationToken)
    {
        if (await engine.Documents.FindAsync(audit.Workspace, Webhook.Kind, id.ToString(), cancellationToken) is not { } found)
            return null;
        var last = await engine.Documents.FindAsync(audit.Workspace, Delivery.Kind, found.Name, cancellationToken);
        return WebhookInfo.Of(Webhook.Read(found), audit.Now, last: last is null ? null : JsonSerializer.Deserialize(last.Body.Span, WebhookJson.Default.Delivery));
    }

    private static async Task<Results<JsonHttpResult<WebhookInfo>, Problem>> TestAsync(GivenId id, HttpContext context, Auditor audit, EngineAccess engine, CancellationToken cancellationToken)
    {
        var sent = await TypedBody.ReadAsync(context, WebhookJson.Default.TestModeRequest);
        if (sent.Value is not { Value: var asked })
            return sent.Refused!;
        var switched = await SwitchAsync(id, asked.Enabled, audit, engine, cancellationToken);
        return switched.Value is { } now ? TypedResults.Json(now, WebhookJson.Default.WebhookInfo) : switched.Refused!;
    }

    internal static async ValueTask<Given<WebhookInfo>> SwitchAsync(Guid id, bool isTest, Auditor audit, EngineAccess engine, CancellationToken cancellationToken)
    {
        if (await engine.Documents.FindAsync(audit.Workspace, Webhook.Kind, id.ToString(), cancellationToken) is not { } found)
            return Missing();
        var webhook = Webhook.Read(found) with { TestUntil = isTest ? audit.Now + TestAge : null };
        return await engine.Documents.WriteAsync([webhook.Write(audit.Workspace, found.Version), audit.Row(isTest ? "webhook.test_began" : "webhook.test_ended", found.Name)], cancellationToken) is null
            ? WebhookInfo.Of(webhook, audit.Now)
            : new Problem(409, SecretCodes.ChangedMeanwhile, "somebody else changed the webhook at the same moment");
    }

    private static async Task<Results<NoContent, Problem>> DeleteAsync(GivenId id, Auditor audit, EngineAccess engine, CancellationToken cancellationToken) =>
        await DeletedAsync(id, audit, engine, cancellationToken) is { } refused ? refused : TypedResults.NoContent();

    internal static async ValueTask<Problem?> DeletedAsync(Guid id, Auditor audit, EngineAccess engine, CancellationToken cancellationToken)
    {
        var name = id.ToString();
        if (await engine.Documents.FindAsync(audit.Workspace, Webhook.Kind, name, cancellationToken) is not { } found)
            return Missing();
        await engine.Documents.WriteAsync([new(audit.Workspace, Webhook.Kind, name, null), new("", Webhook.PlaceKind, name, null), new(audit.Workspace, Delivery.Kind, name, null), audit.Row("webhook.deleted", name, Details(Webhook.Read(found)))], cancellationToken);
        return null;
    }

    public static Problem Missing() => new(404, WebhookCodes.NoSuchWebhook, "there is no such webhook");

    private static async ValueTask<IReadOnlyList<Fault>> CheckAsync(EngineAccess engine, string workspace, WebhookRequest asked, CancellationToken cancellationToken)
    {
        var faults = new List<Fault>();
        if (string.IsNullOrWhiteSpace(asked.Name) || asked.Name.Length > LongestName || asked.Name.Any(char.IsControl))
            faults.Add(new(WebhookCodes.BadWebhook, $"a webhook has a name of 1 to {LongestName} characters") { Path = "name" });
        if (asked.Signing is not (null or Signature.Timestamp or Signature.GitHub))
            faults.Add(new(WebhookCodes.BadWebhook, $"`signing` is `{Signature.Timestamp}` or `{Signature.GitHub}`") { Path = "signing" });
        if (asked.Headers is { } headers && (headers.Count > MostHeaders || headers.Any(header => header is null || !HeaderName().IsMatch(header))))
            faults.Add(new(WebhookCodes.BadWebhook, $"`headers` are up to {MostHeaders} names of headers") { Path = "headers" });
        else if (asked.Headers?.FirstOrDefault(header => Hidden.Contains(header, StringComparer.OrdinalIgnoreCase)) is { } hidden)
            faults.Add(new(WebhookCodes.BadWebhook, $"`{hidden}` is not handed to graphs") { Path = "headers" });
        if (await engine.Plans.FindAsync(workspace, asked.Graph, 0, cancellationToken) is null)
            faults.Add(new(GatewayCodes.NoSuchGraph, $"there is no graph `{asked.Graph}`") { Path = "graph" });
        if (asked.Inputs is { } template)
            faults.AddRange(HookInputs.Check(template));
        return faults;
    }

    private static Dictionary<string, string> Details(Webhook webhook) => new() { ["name"] = webhook.Name, ["graph"] = webhook.Graph };

    [GeneratedRegex(@"\A[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}\z")]
    private static partial Regex HeaderName();
}
