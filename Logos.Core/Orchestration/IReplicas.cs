namespace Logos.Core.Orchestration;

/// <summary>Which processes own partitions, and which partitions each owns: from it every replica derives its own share.</summary>
public interface IReplicas
{
    /// <summary>Says that the replica is there, for so long by the store's clock, and tells who else is.</summary>
    ValueTask<ReplicaView> BeatAsync(string replica, TimeSpan time, CancellationToken cancellationToken);

    /// <summary>It is gone from now on: the others need not wait for its time to run out.</summary>
    ValueTask LeaveAsync(string replica, CancellationToken cancellationToken);
}

/// <param name="Live">Every replica that is there.</param>
/// <param name="Owners">Of each partition, by its number, the replica whose lease holds; null where none does.</param>
public sealed record ReplicaView(IReadOnlyList<string> Live, IReadOnlyList<string?> Owners);
