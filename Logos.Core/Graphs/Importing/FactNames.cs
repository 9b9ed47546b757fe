using Logos.Rules.Expressions;
using Logos.Rules.Grl;
using Logos.Rules.Syntax;

namespace Logos.Core.Graphs.Importing;

/// <summary>The facts that a rule set reads and writes, by their first names.</summary>
internal sealed record FactNames(IReadOnlyList<string> Read, IReadOnlySet<string> Written)
{
    public static FactNames Of(RuleSet rules)
    {
        var (read, written) = (new List<string>(), new HashSet<string>(StringComparer.Ordinal));
        foreach (var rule in rules.Rules)
        {
            Collect(rule.When);
            foreach (var statement in rule.Then)
            {
                switch (statement)
                {
                    case Statement.Assign assign:
                        Collect(assign.Value);
                        // Adding to something reads it first; a part of it leaves the rest as it was.
                        if (assign.Operator is not null || assign.Target.Segments.Count > 1)
                            read.Add(assign.Target.Root);
                        written.Add(assign.Target.Root);
                        break;
                    case Statement.Retract retract:
                        read.Add(retract.Target.Root);
                        break;
                    case Statement.Log log:
                        foreach (var part in log.Parts)
                            Collect(part);
                        break;
                    case Statement.ActivateAgendaGroup or Statement.Complete:
                        break;
                    default:
                        throw new InvalidOperationException($"unknown case {statement.GetType().Name}");
                }
            }
        }

        return new([.. read.Distinct()], written);

        void Collect(Expr expression) => read.AddRange(Reads.Of(expression).Select(path => path.Root));
    }
}
