using Logos.Core.Graphs.Definition;

namespace Logos.Core.Graphs.Planning;

/// <summary>What each node weighs on the critical path.</summary>
internal static class ExpectedWeights
{
    /// <summary>Ticks when at least one duration is known; otherwise every node weighs 1.</summary>
    public static (long[] Weights, bool AreDurations) Of(GraphDefinition definition, IReadOnlyDictionary<string, TimeSpan>? expected)
    {
        var known = new List<long>();
        var weights = new long[definition.Nodes.Count];
        for (var i = 0; i < weights.Length; i++)
        {
            weights[i] = -1;
            if (expected is null || !expected.TryGetValue(definition.Nodes[i].Id, out var duration))
                continue;
            weights[i] = Math.Max(0, duration.Ticks);
            known.Add(weights[i]);
        }

        // Not the mean: one slow node says nothing about its neighbours.
        known.Sort();
        var unknown = known.Count == 0 ? 1 : known[known.Count / 2];
        for (var i = 0; i < weights.Length; i++)
            weights[i] = weights[i] < 0 ? unknown : weights[i];
        return (weights, known.Count > 0);
    }
}
