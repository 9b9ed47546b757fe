using Logos.Rules.Expressions;
using Logos.Rules.Syntax;

namespace Logos.Rules.Grl;

/// <summary>How every evaluation of a rule set begins, made once: the outcome of each condition over no facts at all.</summary>
internal sealed class SessionStart
{
    private readonly Frame _frame;

    public SessionStart(RuleSet rules, Frame frame)
    {
        _frame = frame;
        States = new RuleState[rules.Programs.Length];
        Agendas = [.. rules.Groups.Select(g => new Agenda(g))];
        foreach (var program in rules.Programs)
            Add(program);
    }

    public RuleState[] States { get; }

    public Agenda[] Agendas { get; }

    /// <summary>Rules whose condition has to be looked at even when no fact they read is there.</summary>
    public List<int> Always { get; } = [];

    /// <summary>Rules that have dates.</summary>
    public List<int> Dated { get; } = [];

    private void Add(RuleProgram program)
    {
        var (rule, rank) = (program.Definition, program.Rank);
        if (!rule.Enabled)
        {
            States[rank] = RuleState.Silent;
            return;
        }

        if (rule.AutoFocus || UsesNow(rule.When) || !TryTest(program, out var holds))
        {
            Always.Add(rank);
        }
        else if (holds)
        {
            States[rank] = RuleState.Holds;
            Agendas[program.Group].Set(program);
        }

        if (rule.DateEffective is not null || rule.DateExpires is not null)
            Dated.Add(rank);
    }

    private bool TryTest(RuleProgram program, out bool holds)
    {
        try
        {
            _frame.Begin(EvaluationOptions.Default);
            holds = program.When(_frame);
            return true;
        }
        catch (EvaluationException)
        {
            // It fails over no facts, and perhaps over real ones too: it is looked at each time.
            holds = false;
            return false;
        }
    }

    private static bool UsesNow(Expr expression) =>
        expression is Expr.Call { Name: "now" } || Reads.Children(expression).Any(UsesNow);
}
