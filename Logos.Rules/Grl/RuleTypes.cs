using Logos.Rules.Expressions;
using Logos.Rules.Expressions.Typing;
using Logos.Rules.Syntax;

namespace Logos.Rules.Grl;

/// <summary>What never works in a rule, whatever the facts are: of those nothing is known before they are there.</summary>
internal sealed class RuleTypes
{
    private readonly TypeChecker _conditions = new(_ => StaticType.Unknown, ExpressionMode.Condition);
    private readonly TypeChecker _values = new(_ => StaticType.Unknown);

    /// <summary>Good until the next one is checked.</summary>
    public IEnumerable<Finding> Check(RuleDefinition rule)
    {
        _conditions.Clear();
        _values.Clear();
        if (rule.HasCondition)
            _conditions.CheckTruth(rule.When);
        foreach (var statement in rule.Then)
            Check(statement);
        return _values.Findings.Count == 0 ? _conditions.Findings : _conditions.Findings.Concat(_values.Findings);
    }

    private void Check(Statement statement)
    {
        switch (statement)
        {
            case Statement.Assign { Operator: { } operation } change:
                _values.TypeOf(new Expr.Binary(change.Span, operation, change.Target, change.Value));
                break;
            case Statement.Assign assign:
                _values.TypeOf(assign.Value);
                break;
            case Statement.Log log:
                foreach (var part in log.Parts)
                    _values.TypeOf(part);
                break;
            case Statement.Retract or Statement.ActivateAgendaGroup or Statement.Complete:
                break;
            default:
                throw new InvalidOperationException($"unknown case {statement.GetType().Name}");
        }
    }
}
