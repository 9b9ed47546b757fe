using Logos.Core.Work;
using Logos.Rules.Expressions;

namespace Logos.Workers.Rule;

/// <summary>The type <c>rule</c>: expressions over what is upstream.</summary>
public sealed class RuleHandler : INodeHandler
{
    public Task<NodeResult> RunAsync(NodeContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        return Task.FromResult<NodeResult>(RuleProgram.Of(context.Definition).Evaluate(context.Scope, new EvaluationOptions { Now = context.Now }));
    }
}
