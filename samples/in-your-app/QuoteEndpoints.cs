using Logos.Core.Executions;
using Logos.Orchestrator.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace InYourApp;

public sealed record Order(string Customer, decimal Amount);

public sealed record Quote(decimal Price, string Reason);

internal static class QuoteEndpoints
{
    public static void MapQuotes(this WebApplication app)
    {
        var routes = app.MapGroup("").AddEndpointFilter(RefuseAsync);
        routes.MapPost("/quotes", QuoteAsync);
        routes.MapPost("/orders", StartAsync);
        routes.MapGet("/orders/{id:guid}", FindAsync);
        routes.MapPost("/orders/{id:guid}/decision", DecideAsync);
    }

    // The graph says what it takes: an amount below zero is the caller's fault, and the message tells which.
    private static async ValueTask<object?> RefuseAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (ExecutionRefusedException refused)
        {
            return TypedResults.Problem(refused.Message, statusCode: StatusCodes.Status400BadRequest);
        }
    }

    // Runs a graph and waits for its results.
    private static Task<Quote> QuoteAsync(Order order, LogosEngine logos, CancellationToken cancellationToken) =>
        logos.RunAsync<Quote>("quote", order, within: TimeSpan.FromSeconds(10), cancellationToken);

    // Starts a graph that may take days. What is accepted is on the disk.
    private static async Task<Accepted<Started>> StartAsync(Order order, LogosEngine logos, CancellationToken cancellationToken)
    {
        var id = await logos.StartAsync("order", order, cancellationToken: cancellationToken);
        return TypedResults.Accepted($"/orders/{id}", new Started(id));
    }

    private static async Task<Results<Ok<Standing>, NotFound>> FindAsync(Guid id, LogosEngine logos, CancellationToken cancellationToken) =>
        await logos.FindAsync(id, cancellationToken) is { } found
            ? TypedResults.Ok(new Standing(Wire.Name(found.Status), found.Results["placed"] == true, found.Nodes.FirstOrDefault(node => node.Signal is not null)?.Signal))
            : TypedResults.NotFound();

    private static async Task<StatusCodeHttpResult> DecideAsync(Guid id, Decision decision, LogosEngine logos, CancellationToken cancellationToken)
    {
        var answer = await logos.SignalAsync(id, "approve", new { decision = decision.Approved ? "approved" : "rejected" }, cancellationToken: cancellationToken);
        return TypedResults.StatusCode(answer?.Status ?? StatusCodes.Status202Accepted);
    }

    internal sealed record Started(Guid Id);

    internal sealed record Standing(string Status, bool Placed, string? WaitsFor);

    internal sealed record Decision(bool Approved);
}
