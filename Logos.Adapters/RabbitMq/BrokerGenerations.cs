using Logos.Core.Orchestration;

namespace Logos.Adapters.RabbitMq;

/// <summary>The store's word on which broker it is, of all that there were.</summary>
/// <param name="FindAsync">The generation that counts.</param>
/// <param name="RaiseAsync">Makes of the one that is gone the next, once, however many find it gone.</param>
public sealed record BrokerGenerations(Func<CancellationToken, ValueTask<long>> FindAsync, Func<long, CancellationToken, ValueTask<long>> RaiseAsync)
{
    public static BrokerGenerations Of(IExecutionStore store)
    {
        ArgumentNullException.ThrowIfNull(store);
        return new(store.FindBrokerGenerationAsync, store.RaiseBrokerGenerationAsync);
    }
}
