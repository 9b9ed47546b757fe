using System.Runtime.CompilerServices;
using Logos.Core.Graphs.Templates;
using Logos.Core.Work;
using Logos.Rules.Grl;
using Logos.Workers.Faults;
using Logos.Workers.Running;

namespace Logos.Workers.Rule;

/// <summary>The type <c>grl</c>: facts in, and the facts as the rules left them out.</summary>
public sealed class GrlHandler : INodeHandler
{
    // By the definition, and not by the text: hashing a long rule file takes longer than most rules.
    private static readonly ConditionalWeakTable<Template.Map, RuleSet> Cache = [];

    public Task<NodeResult> RunAsync(NodeContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        var facts = context.With["facts"];
        if (!facts.IsMap)
            throw FailureException.Permanent(WorkersCodes.BadInput, $"`facts` is {InputCheck.Describe(facts)}, and rules work on a map");
        var options = RuleOptions.Default with { Now = context.Now };
        if (context.With["max_firings"] is { IsNull: false } most)
        {
            if (!most.TryGetInt64(out var firings) || firings is < 1 or > 1_000_000)
                throw FailureException.Permanent(WorkersCodes.BadInput, $"`max_firings` is {InputCheck.Describe(most)}, and takes a whole number from 1 to 1,000,000");
            options = options with { MaxFirings = (int)firings };
        }

        return Task.FromResult<NodeResult>(RulesOf(context).Evaluate(facts, options).Facts);
    }

    private static RuleSet RulesOf(NodeContext context)
    {
        if (Cache.TryGetValue(context.Definition, out var known))
            return known;
        if (context.With["rules"] is not { IsString: true } text)
            throw FailureException.Permanent(WorkersCodes.BadInput, $"`rules` is {InputCheck.Describe(context.With["rules"])}, and takes text");
        var rules = RuleSet.Parse(text.AsString());
        if (context.Definition["rules"] is Template.Literal)
            Cache.AddOrUpdate(context.Definition, rules);
        return rules;
    }
}
