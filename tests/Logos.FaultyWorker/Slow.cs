using System.ComponentModel;
using Logos.Core.Work;
using Logos.Workers.Nodes;

namespace Logos.FaultyWorker;

/// <param name="Url">Where each run says that it has begun.</param>
/// <param name="Seconds">How long it takes.</param>
public sealed record Pace(Uri Url, int Seconds);

public sealed record Began(DateTimeOffset At);

[Description("Says that it runs, and takes its time.")]
public sealed class Slow : NodeHandler<Pace, Began>
{
    private static readonly HttpClient Http = new();

    public override async Task<NodeResult<Began>> RunAsync(Pace input, NodeContext context, CancellationToken cancellationToken)
    {
        using var answer = await Http.PostAsync(input.Url, null, cancellationToken);
        answer.EnsureSuccessStatusCode();
        await Task.Delay(TimeSpan.FromSeconds(input.Seconds), TimeProvider.System, cancellationToken);
        return new Began(context.Now);
    }
}
