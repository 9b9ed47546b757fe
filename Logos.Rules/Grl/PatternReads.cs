using Logos.Rules.Expressions;
using Logos.Rules.Values;

namespace Logos.Rules.Grl;

/// <summary>
/// What rules with quantifiers and accumulates read when they were last looked at or fired. They go through whole
/// facts and read parts of them: only the values tell whether a write beside those parts was news.
/// </summary>
internal sealed class PatternReads(RuleProgram[] programs, Frame frame)
{
    private readonly List<Value>?[] _last = new List<Value>?[programs.Length];
    private readonly List<int> _suspects = [];
    private bool _any;

    public bool HasSuspects => _suspects.Count > 0;

    public void Keep(RuleProgram program)
    {
        _last[program.Rank] = Read(program.Rank);
        _any = true;
    }

    /// <returns>False when nothing is known of what the rule read: then every write is news to it.</returns>
    public bool Suspect(int rank)
    {
        if (_last[rank] is null)
            return false;
        _suspects.Add(rank);
        return true;
    }

    public void Check(Action<int> changed)
    {
        foreach (var rank in _suspects)
        {
            if (_last[rank] is not { } before || before.SequenceEqual(Read(rank)))
                continue;
            _last[rank] = null;
            changed(rank);
        }

        _suspects.Clear();
    }

    public void Clear()
    {
        _suspects.Clear();
        if (_any)
            Array.Clear(_last);
        _any = false;
    }

    private List<Value> Read(int rank)
    {
        var (rule, steps) = (frame.Rule, frame.StepsLeft);
        frame.Rule = rank;
        frame.Refill(EvaluationOptions.Default);
        var values = ReadValues.Of(frame, programs[rank].Definition.When);
        // Read by the interpreter, each value costs what ten steps of a compiled condition do.
        frame.Memory!.Worked(Math.Min(values.Count, int.MaxValue / 80) * 80);
        frame.Rule = rule;
        frame.Refill(steps);
        return values;
    }
}
