namespace Logos.LoadTest.Cluster;

/// <summary>The graphs of the workloads, of nodes that every worker has.</summary>
internal static class ClusterGraphs
{
    public const string Large = "large";

    /// <summary>More than travels in a message or lies in a row.</summary>
    public const int LargeLength = 200 * 1024;

    public static readonly IReadOnlyList<string> All =
    [
        Text(Graphs.Chain, $"n{Graphs.ChainLength - 1}", Enumerable.Range(0, Graphs.ChainLength).Select(i => i == 0 ? First("n0") : After($"n{i}", $"n{i - 1}"))),
        Text(Graphs.Wide, "last", [First("first"), .. Enumerable.Range(0, Graphs.Width).Select(i => After($"n{i}", "first")), Join("last", [.. Enumerable.Range(0, Graphs.Width).Select(i => $"n{i}")])]),
        Text(Graphs.Diamond, "last", [First("first"), After("left", "first"), After("right", "first"), Join("last", ["left", "right"])]),
        Text(Graphs.Single, "only", [First("only")]),
        $"name: {Large}\ninputs: {{ text: {{ type: string }} }}\nnodes:\n  copy: {{ type: rule, with: {{ output: '${{{{ inputs.text + \".\" }}}}' }} }}\noutputs: {{ text: '${{{{ copy }}}}' }}\n",
    ];

    private static string First(string id) => $"  {id}: {{ type: rule, with: {{ output: '${{{{ inputs.n }}}}' }} }}";

    private static string After(string id, string before) => $"  {id}: {{ type: rule, needs: [{before}], with: {{ output: '${{{{ {before} }}}}' }} }}";

    private static string Join(string id, string[] before) => $"  {id}: {{ type: rule, needs: [{string.Join(", ", before)}], with: {{ output: '${{{{ {before[0]} }}}}' }} }}";

    private static string Text(string name, string result, IEnumerable<string> nodes) =>
        $"name: {name}\ninputs: {{ n: {{ type: integer }} }}\nnodes:\n{string.Join('\n', nodes)}\noutputs: {{ value: '${{{{ {result} }}}}' }}\n";
}
