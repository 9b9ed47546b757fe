using System.Text.Json;
using Logos.Core.Orchestration;
using Logos.Gateway.Access;
using Logos.Gateway.Audit;
using Logos.Gateway.Console.Forms;
using Logos.Gateway.Console.Html;
using Logos.Gateway.Faults;
using Logos.Gateway.Limits;
using Logos.Gateway.Webhooks;
using Logos.Rules.Values;
using Logos.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace Logos.Gateway.Console.Settings;

/// <summary><c>/webhooks</c>: the addresses that start a graph for whoever signs.</summary>
internal static class WebhookPages
{
    private const int PageSize = 100;
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = ValueJson.MaxDepth };

    public static void MapWebhookPages(this IEndpointRouteBuilder app)
    {
        app.MapGet("/webhooks", ListAsync).Requires(Scope.Admin);
        app.MapPost("/webhooks", CreateAsync).Requires(Scope.Admin);
        app.MapGet("/webhooks/{id:guid}", ShowAsync).Requires(Scope.Admin);
        app.MapPost("/webhooks/{id:guid}/test", (Guid id, Auditor audit, EngineAccess engine, CancellationToken cancellationToken) => SwitchAsync(id, true, audit, engine, cancellationToken)).Requires(Scope.Admin);
        app.MapPost("/webhooks/{id:guid}/test-end", (Guid id, Auditor audit, EngineAccess engine, CancellationToken cancellationToken) => SwitchAsync(id, false, audit, engine, cancellationToken)).Requires(Scope.Admin);
        app.MapPost("/webhooks/{id:guid}/delete", DeleteAsync).Requires(Scope.Admin);
    }

    private static Task<IResult> ListAsync(string? after, HttpContext context, Auditor audit, EngineAccess engine, CancellationToken cancellationToken) =>
        OfAsync(after, new(Typed.Nothing), context, audit, engine, cancellationToken);

    private static async Task<IResult> CreateAsync(HttpContext context, Auditor audit, EngineAccess engine, Holdings holdings, IOptions<GatewayOptions> options, TimeProvider clock, CancellationToken cancellationToken)
    {
        var (form, refused) = await FormBody.ReadAsync(context, options.Value.MaxBody);
        if (form is null)
            return refused!;
        var once = Once.Of(context, audit.Caller, form, clock);
        if (await once.IsTakenAsync(engine.Documents))
            return await OfAsync(null, new(Typed.Nothing, IsAgain: true), context, audit, engine, cancellationToken);
        var typed = Typed.Of(form, []);
        var asked = Read(form, typed);
        if (asked is null)
            return await OfAsync(null, new(typed), context, audit, engine, cancellationToken);
        var (made, otherwise) = await WebhookEndpoints.MakeAsync(asked, once.Creation(), audit, engine, holdings, cancellationToken);
        if (otherwise is Problem wrong)
        {
            typed.AddFound(wrong.Errors.Count > 0 ? wrong.Errors : [new(wrong.Code, wrong.Message) { Hint = wrong.Hint }], []);
            return await OfAsync(null, new(typed), context, audit, engine, cancellationToken);
        }

        return await OfAsync(null, new(Typed.Nothing, made, IsAgain: made is null), context, audit, engine, cancellationToken);
    }

    private static async Task<IResult> ShowAsync(Guid id, HttpContext context, Auditor audit, EngineAccess engine, CancellationToken cancellationToken) =>
        await WebhookEndpoints.ShowAsync(id, audit, engine, cancellationToken) is { } found ? WebhookPage.Of(found, Server(context)) : WebhookEndpoints.Missing();

    private static async Task<IResult> SwitchAsync(Guid id, bool isTest, Auditor audit, EngineAccess engine, CancellationToken cancellationToken) =>
        (await WebhookEndpoints.SwitchAsync(id, isTest, audit, engine, cancellationToken)).Refused is { } refused ? refused : SeeOther.At(Link.To("webhooks", id.ToString()));

    private static async Task<IResult> DeleteAsync(Guid id, Auditor audit, EngineAccess engine, CancellationToken cancellationToken) =>
        await WebhookEndpoints.DeletedAsync(id, audit, engine, cancellationToken) is { } refused ? refused : SeeOther.At(Link.To("webhooks"));

    /// <returns>Null where the inputs cannot be read.</returns>
    private static WebhookRequest? Read(IFormCollection form, Typed typed)
    {
        var headers = typed.Keep(form, "headers").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var inputs = typed.Keep(form, "inputs").Trim();
        var (name, graph) = (typed.Keep(form, "name").Trim(), typed.Keep(form, "graph"));
        var signing = typed.Keep(form, "signing");
        try
        {
            return new(name, graph, inputs.Length == 0 ? null : JsonDocument.Parse(inputs, Deep).RootElement, headers, Signing: signing.Length == 0 ? null : signing);
        }
        catch (JsonException)
        {
            typed.Add(new(ConsoleCodes.NotJson, "the inputs are no JSON") { Path = "inputs", Hint = "a map: { \"order\": \"${{ body.id }}\" }" });
            return null;
        }
    }

    private static async Task<IResult> OfAsync(string? after, WebhookAnswer answer, HttpContext context, Auditor audit, EngineAccess engine, CancellationToken cancellationToken)
    {
        try
        {
            var page = await engine.Documents.ListAsync(audit.Workspace, Webhook.Kind, string.IsNullOrEmpty(after) ? null : after, PageSize, newestFirst: true, cancellationToken);
            var graphs = (await engine.Graphs.ListAsync(audit.Workspace, cancellationToken)).Select(graph => graph.Name).ToArray();
            return WebhookListPage.Of([.. page.Items.Select(each => WebhookInfo.Of(Webhook.Read(each), audit.Now))], page.Next, graphs, Server(context), answer);
        }
        catch (FormatException)
        {
            return SeeOther.At(Link.To("webhooks"));
        }
    }

    // As the browser has reached it: the sender may have to take another name.
    private static string Server(HttpContext context) => $"{context.Request.Scheme}://{context.Request.Host}";
}

/// <param name="Made">With its secret.</param>
/// <param name="IsAgain">The form had come before.</param>
internal sealed record WebhookAnswer(Typed Typed, WebhookInfo? Made = null, bool IsAgain = false);
