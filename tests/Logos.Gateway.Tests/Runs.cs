using System.Text;
using Logos.Core.Executions;
using Logos.Core.Graphs;
using Logos.Core.Graphs.Reading;
using Logos.Core.Orchestration;
using Logos.Rules.Values;

namespace Logos.Gateway.Tests;

/// <summary>Graphs and executions, by the engine's ports.</summary>
internal static class Runs
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task SaveAsync(this Gateway gateway, string yaml, string workspace = "default")
    {
        var reading = GraphLoader.Load(Encoding.UTF8.GetBytes(yaml), GraphFormat.Yaml, gateway.Engine.Types);
        Assert.True(reading.IsValid, string.Join("; ", reading.Faults.Select(fault => fault.Message)));
        await gateway.Engine.Graphs.SaveAsync(workspace, reading.Graph!, Token);
    }

    /// <returns>The execution, when it has ended.</returns>
    public static async Task<StoredExecution> RunAsync(this Gateway gateway, string graph, string inputs = "{}", string workspace = "default")
    {
        var engine = gateway.Engine;
        var submission = await engine.Client.PrepareAsync(workspace, graph, 1, Payload.Of(ValueJson.Parse(inputs)), null, null, null, Token);
        await engine.Client.SubmitAsync(submission, Token);
        return await gateway.EndAsync(submission.Head.Id);
    }

    /// <returns>The execution, when it has ended.</returns>
    public static async Task<StoredExecution> EndAsync(this Gateway gateway, Guid id)
    {
        await using var watch = await gateway.Engine.Feed.SubscribeAsync(id, 0, Token);
        while (true)
        {
            if (await gateway.Engine.Executions.FindAsync(id, Token) is { } found && found.Row.Status.IsEnd())
                return found;
            if (await watch.ReadAsync(Token).AsTask().WaitAsync(TimeSpan.FromSeconds(30), Token) is null)
                return (await gateway.Engine.Executions.FindAsync(id, Token))!;
        }
    }
}
