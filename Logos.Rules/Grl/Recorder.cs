using Logos.Rules.Expressions;
using Logos.Rules.Syntax;
using Logos.Rules.Values;

namespace Logos.Rules.Grl;

/// <summary>Keeps what an explanation needs while the rules run.</summary>
internal sealed class Recorder(RuleSet rules)
{
    private readonly List<FiringTrace> _firings = [];
    private List<FactTrace> _writes = [];

    public void Begin(RuleProgram program, Session session)
    {
        _writes = [];
        _firings.Add(new(_firings.Count + 1, program.Definition.Name, Values(program, session), _writes));
    }

    public void Wrote(SlotNode target, Value before, Value value) => _writes.Add(new(target.Path, value, before));

    public void Removed(SlotNode target, Value before) => _writes.Add(new(target.Path, Value.Null, before, Removed: true));

    public Trace Finish(Session session, int[] fired)
    {
        var explanation = new Explanation(session.Frame);
        var traces = rules.Programs
            .Select(p => new RuleTrace(p.Definition.Name, fired[p.Rank], fired[p.Rank] > 0 ? null : WhyNot(p, session, explanation), Values(p, session)))
            .ToArray();
        return new(traces, _firings);
    }

    private static string WhyNot(RuleProgram program, Session session, Explanation explanation)
    {
        session.Frame.Refill(EvaluationOptions.Default);
        session.Frame.Rule = program.Rank;
        var obstacle = session.Obstacle(program);
        if (!program.Definition.Enabled)
            return obstacle!;
        return explanation.WhyFalse(program.Definition.When) ?? obstacle ?? "its turn did not come";
    }

    private static FactTrace[] Values(RuleProgram program, Session session) =>
        [.. program.Reads.Select(path => new FactTrace(Printer.Print(path), new FactsInterpreter(session.Frame).Evaluate(path)))];
}
