using System.Text;
using Logos.Core.Graphs;
using Logos.Core.Graphs.Planning;
using Logos.Core.Graphs.Reading;
using Logos.Core.Graphs.Storage;
using Logos.Core.Orchestration;
using Logos.Gateway.Access;
using Logos.Gateway.Audit;
using Logos.Gateway.Console.Executions;
using Logos.Gateway.Console.Forms;
using Logos.Gateway.Console.Html;
using Logos.Gateway.Executions;
using Logos.Gateway.Graphs;
using Logos.Gateway.Limits;
using Logos.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace Logos.Gateway.Console.Graphs;

/// <summary><c>/graphs</c> and <c>/submit</c>.</summary>
internal static class GraphPages
{
    public static void MapGraphPages(this IEndpointRouteBuilder app)
    {
        app.MapGet("/graphs", ListAsync).Requires(Scope.Read);
        app.MapGet("/graphs/{id}", ShowAsync).Requires(Scope.Read);
        app.MapPost("/graphs/{id}/run", RunAsync).Requires(Scope.Run);
        app.MapGet("/submit", () => SubmitPage.Of(null, [])).Requires(Scope.Admin);
        app.MapPost("/submit", SubmitAsync).Requires(Scope.Admin).Audited("graph.saved", outcome => outcome is SeeOther done ? Uri.UnescapeDataString(done.Path[(done.Path.LastIndexOf('/') + 1)..]) : null);
    }

    private static async Task<IResult> ListAsync(RequestCaller caller, EngineAccess engine, CancellationToken cancellationToken)
    {
        var graphs = new List<(StoredGraph, GraphPlan?)>();
        foreach (var stored in await engine.Graphs.ListAsync(caller.Workspace, cancellationToken))
            graphs.Add((stored, (await engine.Plans.FindAsync(caller.Workspace, stored.Name, stored.Version, cancellationToken))?.Plan));
        return GraphListPage.Of(graphs, caller);
    }

    private static async Task<IResult> ShowAsync(string id, int? version, RequestCaller caller, EngineAccess engine, CancellationToken cancellationToken) =>
        await GraphView.FindAsync(engine, caller, id, version ?? 0, cancellationToken) is { } view ? GraphPage.Of(view, caller, Typed.Nothing) : NoSuch(id);

    private static async Task<IResult> RunAsync(string id, HttpContext context, RequestCaller caller, EngineAccess engine, Admission admission, IOptions<GatewayOptions> options, TimeProvider clock, CancellationToken cancellationToken)
    {
        var (form, refused) = await FormBody.ReadAsync(context, options.Value.MaxInputs);
        if (form is null)
            return refused!;
        var once = Once.Of(context, caller, form, clock);
        if (await once.StartedAsync(engine.Documents) is { } before)
            return SeeOther.At(Link.To("executions", before.ToString()));
        var version = int.TryParse(form["version"], out var given) ? given : 0;
        if (await GraphView.FindAsync(engine, caller, id, version, cancellationToken) is not { Plan: { } plan } view)
            return NoSuch(id);
        var run = RunForm.Read(form, plan.Definition);
        if (run.Inputs is not { } inputs)
            return GraphPage.Of(view, caller, run.Typed);
        var prepared = await StartEndpoints.PrepareAsync(engine, view.Stored, inputs, run.Within, run.Tags, caller, cancellationToken);
        if (prepared.Value is not { } submission)
            return prepared.Refused!;
        return await BegunPage.OfAsync(engine, admission, submission, once, cancellationToken);
    }

    private static async Task<IResult> SubmitAsync(HttpContext context, RequestCaller caller, EngineAccess engine, IOptions<GatewayOptions> options, GraphGate gate, CancellationToken cancellationToken)
    {
        var (form, refused) = await FormBody.ReadAsync(context, options.Value.MaxGraph);
        if (form is null)
            return refused!;
        var text = form["definition"].ToString().ReplaceLineEndings("\n");
        using var place = await gate.EnterAsync(text.Length, cancellationToken);
        var reading = GraphLoader.Load(Encoding.UTF8.GetBytes(text), text.AsSpan().TrimStart().StartsWith("{") ? GraphFormat.Json : GraphFormat.Yaml, engine.Types);
        if (!reading.IsValid)
            return SubmitPage.Of(text, [.. reading.Errors]);
        var stored = await engine.Graphs.SaveAsync(caller.Workspace, reading.Graph!, cancellationToken);
        return SeeOther.At(Link.To("graphs", stored.Name));
    }

    private static Problem NoSuch(string id) => GraphLookup.NotThere(id) with { Hint = null };
}
