namespace Logos.Core.Orchestration;

/// <summary>
/// Who is to own which partition. Every replica computes it for itself from the same view, and all come to the same:
/// as even as can be, and moving no partition that need not move. Where views differ for a moment, leases decide.
/// </summary>
public static class PartitionShares
{
    /// <returns>For each partition the replica that is to own it; empty when there is none.</returns>
    public static IReadOnlyList<string> Of(ReplicaView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        var live = view.Live.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        if (live.Length == 0)
            return [];
        var owned = live.ToDictionary(replica => replica, replica => view.Owners.Count(owner => owner == replica), StringComparer.Ordinal);
        // Who owns the most already gets one of those that do not go up evenly.
        var (each, over) = Math.DivRem(view.Owners.Count, live.Length);
        var room = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var replica in live.OrderByDescending(replica => owned[replica]).ThenBy(replica => replica, StringComparer.Ordinal))
            room[replica] = each + (over-- > 0 ? 1 : 0);

        var shares = new string?[view.Owners.Count];
        for (var partition = 0; partition < shares.Length; partition++)
        {
            if (view.Owners[partition] is { } owner && room.TryGetValue(owner, out var left) && left > 0)
                (shares[partition], room[owner]) = (owner, left - 1);
        }

        var next = 0;
        for (var partition = 0; partition < shares.Length; partition++)
        {
            if (shares[partition] is not null)
                continue;
            while (room[live[next]] == 0)
                next++;
            shares[partition] = live[next];
            room[live[next]]--;
        }

        return shares!;
    }
}
