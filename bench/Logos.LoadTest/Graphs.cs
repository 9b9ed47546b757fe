using System.Text;
using Logos.Core.Graphs;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Graphs.Planning;
using Logos.Core.Graphs.Reading;

namespace Logos.LoadTest;

/// <summary>The graphs of the workloads. Every node reads the one before it, so that values travel as they do in earnest.</summary>
internal static class Graphs
{
    public const string Chain = "chain";
    public const string Wide = "wide";
    public const string Diamond = "diamond";
    public const string Single = "single";

    public const int ChainLength = 40;
    public const int Width = 1000;

    public static IReadOnlyDictionary<string, GraphPlan> All(NodeTypeRegistry types) => new Dictionary<string, GraphPlan>
    {
        [Chain] = Build(types, Chain, $"n{ChainLength - 1}", Enumerable.Range(0, ChainLength).Select(i => i == 0 ? First("n0") : After($"n{i}", $"n{i - 1}"))),
        [Wide] = Build(types, Wide, "last", [First("first"), .. Enumerable.Range(0, Width).Select(i => After($"n{i}", "first")), Join("last", [.. Enumerable.Range(0, Width).Select(i => $"n{i}")])]),
        [Diamond] = Build(types, Diamond, "last", [First("first"), After("left", "first"), After("right", "first"), Join("last", ["left", "right"])]),
        [Single] = Build(types, Single, "only", [First("only")]),
    };

    private static string First(string id) => $"  {id}: {{ type: fibo, with: {{ n: '${{{{ inputs.n }}}}' }} }}";

    private static string After(string id, string before) => $"  {id}: {{ type: fibo, needs: [{before}], with: {{ n: '${{{{ {before}.n }}}}' }} }}";

    private static string Join(string id, string[] before) => $"  {id}: {{ type: fibo, needs: [{string.Join(", ", before)}], with: {{ n: '${{{{ {before[0]}.n }}}}' }} }}";

    private static GraphPlan Build(NodeTypeRegistry types, string name, string result, IEnumerable<string> nodes)
    {
        var text = $"name: {name}\ninputs: {{ n: {{ type: integer }} }}\nnodes:\n{string.Join('\n', nodes)}\noutputs: {{ value: '${{{{ {result}.value }}}}' }}\n";
        var reading = GraphLoader.Load(Encoding.UTF8.GetBytes(text), GraphFormat.Yaml, types);
        return reading.IsValid ? GraphPlan.Build(reading.Graph!, types) : throw new InvalidOperationException(string.Join('\n', reading.Errors));
    }
}
