namespace Logos.Gateway.Limits;

/// <summary>Large definitions are worked through by half of the processors, one after the other: the other half is there for everybody else.</summary>
internal sealed class GraphGate : IDisposable
{
    /// <summary>In bytes. What is no larger is through in milliseconds.</summary>
    public const int Small = 64 * 1024;

    private readonly SemaphoreSlim _free = new(Math.Max(1, Environment.ProcessorCount / 2));

    /// <returns>To be given back when the definition has been worked through; null for a small one.</returns>
    public async ValueTask<IDisposable?> EnterAsync(int bytes, CancellationToken cancellationToken)
    {
        if (bytes <= Small)
            return null;
        await _free.WaitAsync(cancellationToken);
        return new Place(_free);
    }

    public void Dispose() => _free.Dispose();

    private sealed class Place(SemaphoreSlim free) : IDisposable
    {
        private SemaphoreSlim? _free = free;

        public void Dispose() => Interlocked.Exchange(ref _free, null)?.Release();
    }
}
