using Logos.Core.Work;
using Logos.Workers.Nodes;

namespace Logos.LoadTest;

/// <summary>The work of every node: next to nothing, so that what is measured is the engine.</summary>
[Deterministic]
internal sealed class Fibo : NodeHandler<Fibo.Input, Fibo.Output>
{
    public override Task<NodeResult<Output>> RunAsync(Input input, NodeContext context, CancellationToken cancellationToken)
    {
        var (a, b) = (0L, 1L);
        for (var i = 0; i < input.N; i++)
            (a, b) = (b, a + b);
        return Task.FromResult<NodeResult<Output>>(new Output(input.N, a));
    }

    internal sealed record Input(int N);

    internal sealed record Output(int N, long Value);
}
