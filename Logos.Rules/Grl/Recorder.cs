using Logos.Rules.Expressions;
using Logos.Rules.Syntax;
using Logos.Rules.Values;

namespace Logos.Rules.Grl;

/// <summary>Keeps what an explanation needs while the rules run, up to a size that somebody may still read.</summary>
internal sealed class Recorder(RuleSet rules, RuleOptions options)
{
    private const int MaxSize = 4 * 1024 * 1024;
    private const int MostFacts = 100;
    private const int MostFirings = 100;
    private const int FiringSize = 40;

    private readonly List<FiringTrace> _first = [];
    private readonly Queue<(FiringTrace Firing, long Size)> _last = [];
    private List<FactTrace> _writes = [];
    private FiringTrace? _firing;
    private int _count;
    private long _lastSize;
    private long _room = MaxSize / 2;

    public void Begin(RuleProgram program, Session session)
    {
        EndLast();
        _count++;
        var isFirst = _first.Count == _count - 1 && _count <= MostFirings && _room > 0;
        if (!isFirst)
            _room = MaxSize / 2;
        _writes = [];
        _room -= FiringSize + program.Definition.Name.Length;
        var reads = Values(program, session);
        _firing = new(_count, program.Definition.Name, reads, _writes) { MoreReads = program.Reads.Count - reads.Length };
        if (isFirst)
            _first.Add(_firing);
    }

    public void Wrote(SlotNode target, Value before, Value value) => Keep(target, value, before, false);

    public void Removed(SlotNode target, Value before) => Keep(target, Value.Null, before, true);

    public Trace Finish(Session session, int[] fired)
    {
        EndLast();
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

        return new(traces, [.. _first, .. _last.Select(kept => kept.Firing)]) { MoreFirings = _count - _first.Count - _last.Count };
    }

    // Of those behind the first ones the last are kept, as many as there is room for.
    private void EndLast()
    {
        if (_firing is null || _count == _first.Count)
            return;
        var size = (MaxSize / 2) - _room;
        _last.Enqueue((_firing, size));
        for (_lastSize += size; _last.Count > 1 && (_last.Count > MostFirings || _lastSize > MaxSize / 2);)
            _lastSize -= _last.Dequeue().Size;
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
