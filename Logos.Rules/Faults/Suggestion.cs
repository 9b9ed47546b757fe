namespace Logos.Rules.Faults;

/// <summary>Finds the name that was probably meant.</summary>
public static class Suggestion
{
    // Beyond so many names a guess costs more than it helps: a file may have a fault on every line.
    private const int MaxCandidates = 2000;

    /// <returns>The nearest candidate, or null when none is near enough to be more help than noise.</returns>
    public static string? Closest(string name, IEnumerable<string> candidates)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(candidates);
        string? best = null;
        var bestDistance = Math.Max(1, Math.Min(3, name.Length / 3)) + 1;
        foreach (var candidate in candidates.Take(MaxCandidates))
        {
            if (Math.Abs(candidate.Length - name.Length) >= bestDistance)
                continue;
            var distance = Distance(name, candidate, bestDistance);
            if (distance < bestDistance)
            {
                bestDistance = distance;
                best = candidate;
            }
        }

        return best;
    }

    /// <returns><c>did you mean `x`?</c>, or null.</returns>
    public static string? DidYouMean(string name, IEnumerable<string> candidates) =>
        Closest(name, candidates) is { } near ? $"did you mean `{near}`?" : null;

    // Optimal string alignment: a swap of neighbours, the commonest slip of the fingers, costs one.
    private static int Distance(string a, string b, int limit)
    {
        if (a.Length > 64 || b.Length > 64)
            return limit;
        Span<int> beforeLast = stackalloc int[b.Length + 1];
        Span<int> last = stackalloc int[b.Length + 1];
        Span<int> current = stackalloc int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++)
            last[j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            var least = current[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var same = char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]);
                var cost = Math.Min(Math.Min(last[j] + 1, current[j - 1] + 1), last[j - 1] + (same ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    cost = Math.Min(cost, beforeLast[j - 2] + 1);
                current[j] = cost;
                least = Math.Min(least, cost);
            }

            if (least >= limit)
                return limit;
            var spare = beforeLast;
            beforeLast = last;
            last = current;
            current = spare;
        }

        return last[b.Length];
    }
}
