using Logos.Core.Work;
using Microsoft.Extensions.DependencyInjection;

namespace Logos.Workers.Nodes;

/// <summary>Makes a handler for each run, with what it depends on, and lets both go afterwards.</summary>
internal sealed class ScopedHandler<THandler>(IServiceScopeFactory scopes) : INodeHandler
    where THandler : class, INodeHandler
{
    public async Task<NodeResult> RunAsync(NodeContext context, CancellationToken cancellationToken)
    {
        var scope = scopes.CreateAsyncScope();
        await using var _ = scope.ConfigureAwait(false);
        return await scope.ServiceProvider.GetRequiredService<THandler>().RunAsync(context, cancellationToken).ConfigureAwait(false);
    }
}
