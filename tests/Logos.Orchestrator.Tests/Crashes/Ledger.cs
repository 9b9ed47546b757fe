using System.Text;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Work;
using Logos.Rules.Values;
using Logos.Workers.Running;

namespace Logos.Orchestrator.Tests.Crashes;

/// <summary>An effect that can be counted: each run appends a line, which outlives the process.</summary>
internal sealed class Ledger(string file) : INodeHandler
{
    private readonly Lock _gate = new();

    public NodeRegistration Registration => new(new("ledger", Pool.Io, Schema.Any), this);

    public Task<NodeResult> RunAsync(NodeContext context, CancellationToken cancellationToken)
    {
        lock (_gate)
            File.AppendAllText(file, $"{context.Execution} {context.Node} {context.Attempt}\n", Encoding.ASCII);
        return Task.FromResult<NodeResult>(Value.From(context.With["n"].TryGetInt64(out var n) ? n + 1 : 0));
    }

    public static IReadOnlyDictionary<string, int> Runs(string file) => File.ReadAllLines(file).GroupBy(l => l).ToDictionary(g => g.Key, g => g.Count());
}
