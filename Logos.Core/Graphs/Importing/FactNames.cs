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
            Collect(rule.When, read, []);
            foreach (var statement in rule.Then)
            {
                switch (statement)
                {
                    case Statement.Assign assign:
                        Collect(assign.Value, read, []);
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
                            Collect(part, read, []);
                        break;
                    case Statement.ActivateAgendaGroup or Statement.Complete:
                        break;
                    default:
                        throw new InvalidOperationException($"unknown case {statement.GetType().Name}");
                }
            }
        }

        return new([.. read.Distinct()], written);
    }

    private static void Collect(Expr expression, List<string> read, IReadOnlyList<string> locals)
    {
        switch (expression)
        {
            case Expr.Path path:
                if (!locals.Contains(path.Root))
                    read.Add(path.Root);
                break;
            case Expr.Accumulate accumulate:
                // Its conditions are read inside the element.
                read.Add(accumulate.Source.Root);
                break;
            case Expr.Multifield multifield:
                read.Add(multifield.Source.Root);
                break;
            case Expr.Lambda lambda:
                Collect(lambda.Body, read, [.. locals, .. lambda.Parameters]);
                break;
            case Expr.Member member:
                Collect(member.Target, read, locals);
                break;
            case Expr.Index index:
                Collect(index.Target, read, locals);
                Collect(index.At, read, locals);
                break;
            case Expr.Unary unary:
                Collect(unary.Operand, read, locals);
                break;
            case Expr.Binary binary:
                Collect(binary.Left, read, locals);
                Collect(binary.Right, read, locals);
                break;
            case Expr.Conditional conditional:
                Collect(conditional.Test, read, locals);
                Collect(conditional.Then, read, locals);
                Collect(conditional.Else, read, locals);
                break;
            case Expr.ListLiteral list:
                foreach (var item in list.Items)
                    Collect(item, read, locals);
                break;
            case Expr.Call call:
                foreach (var argument in call.Arguments)
                    Collect(argument, read, locals);
                break;
            case Expr.Quantifier quantifier:
                Collect(quantifier.Condition, read, locals);
                break;
            case Expr.Literal:
                break;
            default:
                throw new InvalidOperationException($"unknown case {expression.GetType().Name}");
        }
    }
}
