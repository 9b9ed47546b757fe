using Logos.Rules.Expressions;
using Logos.Rules.Syntax;
using Logos.Rules.Values;

namespace Logos.Rules.Grl;

/// <summary>Keeps what an explanation needs while the rules run, up to a size that somebody may still read.</summary>
internal sealed class Recorder(RuleSet rules, RuleOptions options)
{
    private const int MaxSize = 4 * 1024 * 1024;
    private const int MostFacts = 100;
    private const int FiringSize = 40;

    private readonly List<FiringTrace> _firings = [];
    private List<FactTrace> _writes = [];
    private FiringTrace? _firing;
    private int _moreFirings;
    private long _room = MaxSize;

    public void Begin(RuleProgram program, Session session)
    {
        _firing = null;
        if (_room <= 0)
        {
            _moreFirings++;
            return;
        }

        _writes = [];
        _room -= FiringSize + program.Definition.Name.Length;
        var reads = Values(program, session);
        _firing = new(_firings.Count + 1, program.Definition.Name, reads, _writes) { MoreReads = program.Reads.Count - reads.Length };
        _firings.Add(_firing);
    }

    public void Wrote(SlotNode target, Value before, Value value) => Keep(target, value, before, false);

    public void Removed(SlotNode target, Value before) => Keep(target, Value.Null, before, true);

    public Trace Finish(Session session, int[] fired)
    {
        _room = MaxSize;
        var explanation = new Explanation(session.Frame);
        session.Frame.Taken();
        var left = options.MaxTotalSteps;
        var traces = new List<RuleTrace>(rules.Programs.Length);
        foreach (var program in rules.Programs)
        {
            var (rule, times) = (program.Definition.Name, fired[program.Rank]);
            var whyNot = times > 0 ? null : left < 0 ? "nobody looked why: the explanation took too many steps" : WhyNot(program, session, explanation);
            var reads = Values(program, session);
            traces.Add(new(rule, times, whyNot, reads) { MoreReads = program.Reads.Count - reads.Length });
            left -= session.Frame.Taken() * 10;
        }

        return new(traces, _firings) { MoreFirings = _moreFirings };
    }

    private void Keep(SlotNode target, in Value value, in Value before, bool removed)
    {
        if (_firing is null)
            return;
        if (_writes.Count == MostFacts || _room <= 0)
        {
            _firing.MoreWrites++;
            return;
        }

        _writes.Add(Sized(new(target.Path, Abbreviation.Of(value), Abbreviation.Of(before), removed)));
    }

    private FactTrace Sized(FactTrace fact)
    {
        _room -= FiringSize + fact.Path.Length + Extent.Of(fact.Value).Size + (fact.Before is { } before ? Extent.Of(before).Size : 0);
        return fact;
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

    private FactTrace[] Values(RuleProgram program, Session session) =>
        [.. program.Reads.Take(MostFacts).TakeWhile(_ => _room > 0).Select(path => Sized(new(Printer.Print(path), Abbreviation.Of(new FactsInterpreter(session.Frame).Evaluate(path)))))];
}
