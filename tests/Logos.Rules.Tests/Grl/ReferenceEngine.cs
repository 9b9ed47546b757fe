using Logos.Rules.Expressions;
using Logos.Rules.Faults;
using Logos.Rules.Grl;
using Logos.Rules.Syntax;
using Logos.Rules.Values;

namespace Logos.Rules.Tests.Grl;

/// <summary>
/// The meaning of GRL, written down as plainly as it can be run: after every firing every condition is evaluated
/// again over the whole document, and after every write every rule's values are compared with those before.
/// </summary>
internal sealed class ReferenceEngine(IReadOnlyList<RuleDefinition> rules, Value facts, RuleOptions options)
{
    private readonly List<One> _rules = [.. rules.OrderByDescending(r => r.Salience).Select(r => new One(r))];
    private readonly Stack<string> _focus = new([RuleDefinition.MainGroup]);
    private readonly Dictionary<string, One> _winners = new(StringComparer.Ordinal);
    private Value _facts = facts;
    private bool _complete;

    public List<string> Fired { get; } = [];

    public Value Run()
    {
        while (!_complete)
        {
            LookAtAll();
            var next = _rules.FirstOrDefault(r => r.MayFire && r.Rule.AgendaGroup == _focus.Peek());
            if (next is not null)
                Fire(next);
            else if (_focus.Count > 1)
                _focus.Pop();
            else
                break;
        }

        return _facts;
    }

    private void LookAtAll()
    {
        while (true)
        {
            var focusing = new List<One>();
            foreach (var one in _rules)
            {
                one.Silent = IsSilent(one);
                if (one.Silent)
                    continue;
                one.Holds = Interpreter(ExpressionMode.Condition).Holds(one.Rule.When);
                if (one is { Holds: true, Changed: true, Rule.AutoFocus: true })
                    focusing.Add(one);
                one.Changed = false;
            }

            // The highest salience comes last, and so gets the focus first.
            focusing.Reverse();
            var before = _focus.Count;
            foreach (var one in focusing)
            {
                if (_focus.Peek() != one.Rule.AgendaGroup)
                    Activate(one.Rule.AgendaGroup);
            }

            if (_focus.Count == before)
                return;
        }
    }

    private bool IsSilent(One one) =>
        !one.Rule.Enabled || one.Rule.DateEffective > options.Now || one.Rule.DateExpires <= options.Now ||
        (one.Rule.NoLoop && one.Firings > 0) || one.Locked ||
        (one.Rule.ActivationGroup is { } group && _winners.TryGetValue(group, out var winner) && winner != one);

    private void Fire(One one)
    {
        if (Fired.Count == options.MaxFirings)
            throw new EvaluationException(new(RulesCodes.TooManyFirings, "too many"));
        Fired.Add(one.Rule.Name);
        one.Firings++;
        one.Armed = false;
        one.Locked = one.Rule.LockOnActive;
        if (one.Rule.ActivationGroup is { } group)
            _winners[group] = one;
        foreach (var statement in one.Rule.Then)
            Act(statement);
    }

    private void Act(Statement statement)
    {
        switch (statement)
        {
            case Statement.Assign { Operator: null } assign:
                Write(ReferenceFacts.Set(_facts, [.. assign.Target.Segments], Interpreter(ExpressionMode.Value).Evaluate(assign.Value)));
                break;
            case Statement.Assign assign:
                if (ReferenceFacts.Get(_facts, assign.Target.Segments).IsNull)
                    throw new EvaluationException(new(RulesCodes.NotANumber, "missing"));
                var sum = new Expr.Binary(assign.Span, assign.Operator!.Value, assign.Target, assign.Value);
                Write(ReferenceFacts.Set(_facts, [.. assign.Target.Segments], Interpreter(ExpressionMode.Value).Evaluate(sum)));
                break;
            case Statement.Retract retract:
                Write(ReferenceFacts.Remove(_facts, [.. retract.Target.Segments]));
                break;
            case Statement.Log log:
                foreach (var part in log.Parts)
                    Interpreter(ExpressionMode.Value).Evaluate(part);
                break;
            case Statement.ActivateAgendaGroup activate:
                Activate(activate.Group);
                break;
            case Statement.Complete:
                _complete = true;
                break;
        }
    }

    private void Activate(string group)
    {
        _focus.Push(group);
        foreach (var one in _rules.Where(r => r.Rule.AgendaGroup == group))
            one.Locked = false;
    }

    private void Write(Value next)
    {
        var before = _rules.Select(r => Interpreter(ExpressionMode.Condition).ValuesRead(r.Rule.When)).ToArray();
        _facts = next;
        for (var i = 0; i < _rules.Count; i++)
        {
            if (!before[i].SequenceEqual(Interpreter(ExpressionMode.Condition).ValuesRead(_rules[i].Rule.When)))
                (_rules[i].Armed, _rules[i].Changed) = (true, true);
        }
    }

    private ReferenceInterpreter Interpreter(ExpressionMode mode) => new(_facts, mode, options.Now ?? default);

    private sealed class One(RuleDefinition rule)
    {
        public RuleDefinition Rule { get; } = rule;

        public int Firings { get; set; }

        /// <summary>A value that its condition reads has changed since it last fired.</summary>
        public bool Armed { get; set; } = true;

        /// <summary>A value that its condition reads has changed since it was last looked at.</summary>
        public bool Changed { get; set; } = true;

        public bool Locked { get; set; }

        public bool Silent { get; set; }

        public bool Holds { get; set; }

        public bool MayFire => Holds && Armed && !Silent;
    }
}
