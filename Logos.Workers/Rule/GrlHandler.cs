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
    private const long MostFirings = 1_000_000;
    private const long MostSteps = 10_000_000_000;

    // By the definition, and not by the text: hashing a long rule file takes longer than most rules.
    private static readonly ConditionalWeakTable<Template.Map, RuleSet> Cache = [];

    public Task<NodeResult> RunAsync(NodeContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        var facts = context.With["facts"];
        if (!facts.IsMap)
            throw FailureException.Permanent(WorkersCodes.BadInput, $"`facts` is {InputCheck.Describe(facts)}, and rules work on a map");
        var options = RuleOptions.Default with { Now = context.Now, Stop = cancellationToken };
        if (Limit(context, "max_firings", MostFirings) is { } firings)
            options = options with { MaxFirings = (int)firings };
        if (Limit(context, "max_steps", MostSteps) is { } steps)
            options = options with { MaxTotalSteps = steps };
        return Task.FromResult<NodeResult>(RulesOf(context).Evaluate(facts, options).Facts);
    }

    private static long? Limit(NodeContext context, string name, long most)
    {
        var given = context.With[name];
        if (given.IsNull)
            return null;
        if (!given.TryGetInt64(out var limit) || limit < 1 || limit > most)
            throw FailureException.Permanent(WorkersCodes.BadInput, FormattableString.Invariant($"`{name}` is {InputCheck.Describe(given)}, and takes a whole number from 1 to {most:N0}"));
        return limit;
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
