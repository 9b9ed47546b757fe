using System.Runtime.CompilerServices;
using Logos.Core.Blobs;
using Logos.Core.Executions;
using Logos.Simulation.Schedules;
using Logos.Simulation.Scheduling;

namespace Logos.Simulation.Blobs;

/// <summary>Where large values are: what was written is there for everybody and for ever, unless it is deleted.</summary>
internal sealed class SimulatedBlobs(Simulator simulator, bool fails)
{
    private readonly Dictionary<string, byte[]> _blobs = new(StringComparer.Ordinal);

    public IBlobStore For(SimulatedProcess process) => new Connection(this, process);

    public bool Has(Payload payload) => payload.Blob is { } key && _blobs.ContainsKey(key);

    public ReadOnlyMemory<byte> Content(Payload payload) => payload.IsInline ? payload.Json : _blobs[payload.Blob!];

    public void Delete(Guid execution)
    {
        foreach (var key in _blobs.Keys.Where(key => key.StartsWith($"{execution:D}/", StringComparison.Ordinal)).ToList())
            _blobs.Remove(key);
    }

    private sealed class Connection(SimulatedBlobs blobs, SimulatedProcess process) : IBlobStore
    {
        public ValueTask WriteAsync(BlobKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) => new(Ask(() =>
            blobs._blobs.TryAdd(key.ToString(), content.ToArray()) ? true : throw new LawBrokenException($"{key} is written twice.")).AsTask());

        public ValueTask WriteAsync(BlobKey key, Stream content, CancellationToken cancellationToken)
        {
            using var memory = new MemoryStream();
            content.CopyTo(memory);
            return WriteAsync(key, memory.ToArray(), cancellationToken);
        }

        public ValueTask<ReadOnlyMemory<byte>> ReadAsync(BlobKey key, CancellationToken cancellationToken) => Ask<ReadOnlyMemory<byte>>(() =>
            blobs._blobs.TryGetValue(key.ToString(), out var content) ? content : throw new FileNotFoundException($"There is no {key}."));

        public ValueTask DeleteAsync(BlobKey key, CancellationToken cancellationToken)
        {
            blobs._blobs.Remove(key.ToString());
            return ValueTask.CompletedTask;
        }

        public ValueTask DeleteAsync(Guid execution, CancellationToken cancellationToken)
        {
            blobs.Delete(execution);
            return ValueTask.CompletedTask;
        }

        public async IAsyncEnumerable<BlobKey> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await Task.CompletedTask;
            foreach (var key in blobs._blobs.Keys.Order(StringComparer.Ordinal).ToList())
                yield return BlobKey.Parse(key)!;
        }

        // A folder answers at once.
        private ValueTask<T> Ask<T>(Func<T> action)
        {
            if (process.IsDead)
                return new(new TaskCompletionSource<T>().Task);
            if (blobs.Fails())
                return ValueTask.FromException<T>(new IOException("The blobs do not answer."));
            try
            {
                return new(action());
            }
            catch (Exception e) when (e is FileNotFoundException)
            {
                return ValueTask.FromException<T>(e);
            }
        }
    }

    private bool Fails() => fails && simulator.Chance(12);
}
