using Logos.Rules.Expressions;
using Logos.Rules.Faults;
using Logos.Rules.Syntax;
using Logos.Rules.Values;

namespace Logos.Rules.Grl;

/// <summary>One evaluation: what it knows of each rule, and the loop. Used again for the next one.</summary>
internal sealed class Session
{
    private readonly RuleSet _rules;
    private readonly RuleProgram[] _programs;
    private readonly RuleState[] _states;
    private readonly int[] _fired;
    private readonly int[] _dirty;
    private readonly PatternReads _patternReads;
    private readonly List<int> _focusing = [];
    private readonly Agenda[] _agendas;
    private readonly Stack<int> _focus = new();
    private readonly string?[] _activationWinners;
    private EvaluationOptions _budget = EvaluationOptions.Default;
    private int _dirtyCount;
    private int _firings;
    private long _left;
    private CancellationToken _stop;
    private long _allowed;
    private bool _complete;
    private List<string>? _log;
    private Recorder? _recorder;

    public Session(RuleSet rules, RuleCompiler compiler)
    {
        _rules = rules;
        _programs = rules.Programs;
        _states = new RuleState[_programs.Length];
        _fired = new int[_programs.Length];
        _dirty = new int[_programs.Length];
        _agendas = [.. rules.Groups.Select(g => new Agenda(g))];
        _activationWinners = new string?[compiler.ActivationGroupCount];
        Memory = new(compiler.Slots, Touch);
        Frame = new() { Memory = Memory, Slots = Memory.Slots, Rules = _programs };
        Frame.EnsureLocals(compiler.LocalCount);
        _patternReads = new(_programs, Frame);
    }

    public WorkingMemory Memory { get; }

    public Frame Frame { get; }

    public EvaluationResult Run(ValueMap facts, RuleOptions options)
    {
        try
        {
            _stop = options.Stop;
            Begin(facts, options);
            Loop(options);
            return new(Memory.Result(), _firings)
            {
                Log = _log ?? (IReadOnlyList<string>)[],
                Trace = _recorder?.Finish(this, _fired),
            };
        }
        finally
        {
            Memory.Clear();
            Array.Clear(Frame.Locals);
            Array.Clear(Frame.Elements);
            Frame.Rule = -1;
            _patternReads.Clear();
            _focusing.Clear();
            _log = null;
            _recorder = null;
            _stop = default;
        }
    }

    public void Write(SlotNode target, Value value, Expr at)
    {
        if (value.IsVoid)
            value = Value.Null;
        var before = _recorder is null ? default : Memory.Read(target);
        Memory.Write(target, value, Frame, at);
        _recorder?.Wrote(target, before, value);
        if (_patternReads.HasSuspects)
            _patternReads.Check(MarkDirty);
    }

    public void Remove(SlotNode target)
    {
        _recorder?.Removed(target, Memory.Read(target));
        Memory.Remove(target);
        if (_patternReads.HasSuspects)
            _patternReads.Check(MarkDirty);
    }

    public void Log(Code[] parts, Statement.Log log)
    {
        var text = _log is null ? null : new System.Text.StringBuilder();
        for (var i = 0; i < parts.Length; i++)
        {
            var part = parts[i](Frame);
            if (text is null)
                continue;
            var before = text.Length;
            text.Append(part.ToText());
            Frame.Made(text.Length - before, log.Parts[i]);
        }

        if (text is not null)
            _log!.Add(text.ToString());
    }

    public void Activate(int group)
    {
        _focus.Push(group);
        // A new activation of the group opens what locked in the last one; what has changed meanwhile counts now.
        foreach (var program in _rules.Groups[group])
        {
            var rank = program.Rank;
            if (!program.Definition.LockOnActive || (_states[rank] & RuleState.Silent) == 0 || (program.Definition.NoLoop && _fired[rank] > 0) || IsSilenced(program))
                continue;
            var missed = (_states[rank] & RuleState.Missed) != 0;
            _states[rank] &= ~(RuleState.Silent | RuleState.Missed);
            if (missed)
                MarkDirty(rank);
        }
    }

    public void Complete() => _complete = true;

    /// <summary>Why a rule may not fire although its condition holds; null when nothing stops it.</summary>
    public string? Obstacle(RuleProgram program)
    {
        var rule = program.Definition;
        if (!rule.Enabled)
            return "it is switched off (`enabled false`)";
        if (rule.DateEffective > Frame.Now)
            return $"it comes into effect on {rule.DateEffective:yyyy-MM-dd}";
        if (rule.DateExpires <= Frame.Now)
            return $"it expired on {rule.DateExpires:yyyy-MM-dd}";
        if (program.ActivationGroup >= 0 && _activationWinners[program.ActivationGroup] is { } winner && winner != rule.Name)
            return $"\"{winner}\" of its activation-group \"{rule.ActivationGroup}\" fired first";
        if (_fired[program.Rank] > 0)
            return rule.NoLoop ? "no-loop: it has fired" : rule.LockOnActive ? "lock-on-active: it has fired" : "nothing that its condition reads has changed since it fired";
        if (program.Group != 0)
            return $"its agenda-group \"{rule.AgendaGroup}\" did not get the focus";
        return _complete ? "Complete() ended the evaluation before its turn" : null;
    }

    private void Begin(ValueMap facts, RuleOptions options)
    {
        var start = _rules.Start;
        Array.Clear(_fired);
        Array.Clear(_activationWinners);
        _dirtyCount = 0;
        _firings = 0;
        _left = _allowed = options.MaxTotalSteps;
        _complete = false;
        _log = options.Log ? [] : null;
        _recorder = options.Explain ? new(_rules, options) : null;
        if (_budget.MaxSteps != options.MaxSteps || _budget.MaxOutput != options.MaxOutput || _budget.Now != options.Now)
            _budget = new() { MaxSteps = options.MaxSteps, MaxOutput = options.MaxOutput, Now = options.Now };
        Frame.Begin(_budget);
        start.States.CopyTo(_states, 0);
        for (var group = 0; group < _agendas.Length; group++)
            _agendas[group].Reset(start.Agendas[group]);
        foreach (var rank in start.Dated)
        {
            if (IsOutOfDate(_programs[rank].Definition))
                Silence(_programs[rank]);
        }

        _focus.Clear();
        _focus.Push(0);
        if (options.Focus is { } focus && _rules.Group(focus) is > 0 and var first)
            _focus.Push(first);
        Memory.Load(facts);
        foreach (var rank in start.Always)
            Touch(rank);
    }

    private void Loop(RuleOptions options)
    {
        var cycles = 0;
        while (!_complete)
        {
            LookAgain();
            if (++cycles > options.MaxCycles)
                throw Endless(RulesCodes.TooManyCycles, $"the agenda was asked more than {options.MaxCycles} times");
            if (_agendas[_focus.Peek()].First() is { } program)
                Fire(program, options);
            else if (_focus.Count > 1)
                _focus.Pop();
            else
                return;
        }
    }

    private void LookAgain()
    {
        while (_dirtyCount > 0)
        {
            LookAgainAtAll();
            _dirtyCount = 0;
            if (_focusing.Count > 0)
                GiveFocus();
        }
    }

    private void LookAgainAtAll()
    {
        var at = 0;
        try
        {
            for (; at < _dirtyCount; at++)
                LookAgain(_dirty[at]);
        }
        catch (EvaluationException fault) when (_left >= 0)
        {
            throw FirstFault(fault, at);
        }
    }

    // Where several conditions fail, the one told is the first of the agenda, in whatever order the facts stood.
    private EvaluationException FirstFault(EvaluationException fault, int at)
    {
        var first = _dirty[at];
        Spend(_programs[first], _programs[first].Look);
        foreach (var rank in _dirty.AsSpan(at + 1, _dirtyCount - at - 1))
        {
            if (rank > first)
                continue;
            try
            {
                LookAgain(rank);
            }
            catch (EvaluationException other) when (_left >= 0)
            {
                (first, fault) = (rank, other);
                Spend(_programs[rank], _programs[rank].Look);
            }
        }

        return fault;
    }

    private void LookAgain(int rank)
    {
        var state = _states[rank] & ~RuleState.Dirty;
        if ((state & RuleState.Silent) != 0)
        {
            _states[rank] = state | RuleState.Missed;
            return;
        }

        _states[rank] = state;
        var program = _programs[rank];
        Frame.Rule = rank;
        Frame.Refill(_budget);
        var holds = program.When(Frame);
        Spend(program, program.Look);
        if (holds)
        {
            _states[rank] = state | RuleState.Holds;
            _agendas[program.Group].Set(program);
            if (program.Definition.AutoFocus)
                WantsFocus(program);
        }
        else if ((state & RuleState.Holds) != 0)
        {
            _states[rank] = state & ~RuleState.Holds;
            _agendas[program.Group].Clear(program);
        }
    }

    private void WantsFocus(RuleProgram program)
    {
        _focusing.Add(program.Rank);
        // Not even a look may come from a write beside what it reads: each would move the focus.
        if (program.HasPattern)
            _patternReads.Keep(program);
    }

    // The first of the agenda comes last, and so gets the focus first.
    private void GiveFocus()
    {
        _focusing.Sort();
        for (var i = _focusing.Count - 1; i >= 0; i--)
        {
            var group = _programs[_focusing[i]].Group;
            if (_focus.Peek() != group)
                Activate(group);
        }

        _focusing.Clear();
    }

    private void Fire(RuleProgram program, RuleOptions options)
    {
        if (++_firings > options.MaxFirings)
            throw Endless(RulesCodes.TooManyFirings, $"the rules fired more than {options.MaxFirings} times");
        var (rank, rule) = (program.Rank, program.Definition);
        _fired[rank]++;
        _agendas[program.Group].Clear(program);
        if (rule.NoLoop || rule.LockOnActive)
            Silence(program);
        if (program.ActivationGroup >= 0 && _activationWinners[program.ActivationGroup] is null)
            SilenceOthers(program);
        _recorder?.Begin(program, this);
        Frame.Rule = rank;
        if (program.HasPattern)
            _patternReads.Keep(program);
        Frame.Refill(_budget);
        foreach (var act in program.Then)
            act(this);
        Spend(program, program.Firing);
    }

    private void Spend(RuleProgram program, in Effort effort)
    {
        _left -= effort.Of(Frame.Taken()) + Memory.Work();
        if (_left < 0)
            throw TooMuch(program);
        _stop.ThrowIfCancellationRequested();
    }

    private EvaluationException TooMuch(RuleProgram program) => new(new(
        RulesCodes.TotalBudget,
        $"the evaluation took more than {_allowed:N0} steps in all; rule \"{program.Definition.Name}\" was being tried after {(_firings == 1 ? "1 firing" : $"{_firings:N0} firings")}")
    { Path = program.Definition.Name, Hint = "let fewer rules go through long lists, or fire less often; the caller can allow more" });

    private void SilenceOthers(RuleProgram winner)
    {
        _activationWinners[winner.ActivationGroup] = winner.Definition.Name;
        foreach (var other in _rules.ActivationGroups[winner.ActivationGroup])
        {
            if (other != winner)
                Silence(other);
        }
    }

    private void Silence(RuleProgram program)
    {
        _states[program.Rank] |= RuleState.Silent;
        _agendas[program.Group].Clear(program);
    }

    private bool IsSilenced(RuleProgram program) =>
        !program.Definition.Enabled || IsOutOfDate(program.Definition) ||
        (program.ActivationGroup >= 0 && _activationWinners[program.ActivationGroup] is { } winner && winner != program.Definition.Name);

    private bool IsOutOfDate(RuleDefinition rule) => rule.DateEffective > Frame.Now || rule.DateExpires <= Frame.Now;

    private void Touch(int rank)
    {
        if (!_patternReads.Suspect(rank))
            MarkDirty(rank);
    }

    private void MarkDirty(int rank)
    {
        var state = _states[rank];
        if ((state & RuleState.Dirty) == 0)
            _dirty[_dirtyCount++] = rank;
        _states[rank] = state | RuleState.Dirty;
    }

    private EvaluationException Endless(string code, string message)
    {
        var most = _programs.Where(p => _fired[p.Rank] > 1).OrderByDescending(p => _fired[p.Rank]).ToArray();
        var looping = most.Where(p => _fired[p.Rank] * 4 >= _fired[most[0].Rank]).Take(5).Select(p => $"\"{p.Definition.Name}\" ({_fired[p.Rank]} times)");
        var names = string.Join(", ", looping);
        var who = names.Length > 0 ? $"; looping: {names}" : "";
        return new(new(code, message + who) { Path = most.FirstOrDefault()?.Definition.Name, Hint = "give them `no-loop`, or make what they write end their condition" });
    }
}
