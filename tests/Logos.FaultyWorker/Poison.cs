using System.ComponentModel;
using System.Diagnostics;
using Logos.Core.Work;
using Logos.Workers.Nodes;

namespace Logos.FaultyWorker;

public sealed record Nothing;

/// <summary>Takes its whole process with it.</summary>
[Description("Kills the worker that runs it.")]
public sealed class Poison : NodeHandler<Nothing, Nothing>
{
    public override async Task<NodeResult<Nothing>> RunAsync(Nothing input, NodeContext context, CancellationToken cancellationToken)
    {
        using var own = Process.GetCurrentProcess();
        own.Kill();
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, CancellationToken.None);
        return new Nothing();
    }
}
