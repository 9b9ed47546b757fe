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
    private readonly State[] _states;
    private readonly int[] _fired;
    private readonly int[] _dirty;
    private readonly List<Value>?[] _lastRead;
    private readonly List<int> _suspects = [];
    private readonly List<int> _focusing = [];
    private readonly Agenda[] _agendas;
    private readonly Stack<int> _focus = new();
    private readonly string?[] _activationWinners;
    private EvaluationOptions _budget = EvaluationOptions.Default;
    private int _dirtyCount;
    private int _firings;
    private bool _complete;
    private bool _hasReads;
    private List<string>? _log;
    private Recorder? _recorder;

    public Session(RuleSet rules, RuleCompiler compiler)
    {
        _rules = rules;
        _programs = rules.Programs;
        _states = new State[_programs.Length];
        _fired = new int[_programs.Length];
        _dirty = new int[_programs.Length];
        _lastRead = new List<Value>?[_programs.Length];
        _agendas = [.. rules.Groups.Select(g => new Agenda(g))];
        _activationWinners = new string?[compiler.ActivationGroupCount];
        Memory = new(compiler.Slots, Touch);
        Frame = new() { Memory = Memory, Slots = Memory.Slots, Rules = _programs };
        Frame.EnsureLocals(compiler.LocalCount);
    }

    [Flags]
    private enum State : byte
    {
        None = 0,

        /// <summary>Its condition held when it was last looked at.</summary>
        Holds = 1,

        /// <summary>It may not fire now: no-loop, lock-on-active, its group, its dates.</summary>
        Silent = 2,

        /// <summary>A value that its condition reads has changed: it is to be looked at again, and may fire again.</summary>
        Dirty = 4,

        /// <summary>A value that its condition reads has changed while it was silent.</summary>
        Missed = 8,
    }

    public WorkingMemory Memory { get; }

    public Frame Frame { get; }

    /// <summary>What every evaluation begins with: the outcome of each condition over no facts at all.</summary>
    public Start Prepare()
    {
        var start = new Start(_programs.Length, _rules.Groups);
        for (var rank = 0; rank < _programs.Length; rank++)
        {
            var rule = _programs[rank].Definition;
            if (!rule.Enabled)
            {
                start.States[rank] = (byte)State.Silent;
                continue;
            }

            if (rule.AutoFocus || UsesNow(rule.When) || !TryTest(rank, out var holds))
            {
                start.Always.Add(rank);
            }
            else if (holds)
            {
                start.States[rank] |= (byte)State.Holds;
                start.Agendas[_programs[rank].Group].Set(_programs[rank]);
            }

            if (rule.DateEffective is not null || rule.DateExpires is not null)
                start.Dated.Add(rank);
        }

        return start;
    }

    public EvaluationResult Run(ValueMap facts, RuleOptions options)
    {
        try
        {
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
            ForgetReads();
            _suspects.Clear();
            _focusing.Clear();
            _log = null;
            _recorder = null;
        }
    }

    public void Write(SlotNode target, Value value, Expr at)
    {
        if (value.IsVoid)
            value = Value.Null;
        var before = _recorder is null ? default : Memory.Read(target);
        Memory.Write(target, value, Frame, at);
        _recorder?.Wrote(target, before, value);
        if (_suspects.Count > 0)
            CheckSuspects();
    }

    public void Remove(SlotNode target)
    {
        _recorder?.Removed(target, Memory.Read(target));
        Memory.Remove(target);
        if (_suspects.Count > 0)
            CheckSuspects();
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
            if (!program.Definition.LockOnActive || (_states[rank] & State.Silent) == 0 || (program.Definition.NoLoop && _fired[rank] > 0) || IsSilenced(program))
                continue;
            var missed = (_states[rank] & State.Missed) != 0;
            _states[rank] &= ~(State.Silent | State.Missed);
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
        _complete = false;
        _log = options.Log ? [] : null;
        _recorder = options.Explain ? new(_rules) : null;
        if (_budget.MaxSteps != options.MaxSteps || _budget.MaxOutput != options.MaxOutput || _budget.Now != options.Now)
            _budget = new() { MaxSteps = options.MaxSteps, MaxOutput = options.MaxOutput, Now = options.Now };
        Frame.Begin(_budget);
        start.States.AsSpan().CopyTo(System.Runtime.InteropServices.MemoryMarshal.AsBytes(_states.AsSpan()));
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
        catch (EvaluationException fault)
        {
            throw FirstFault(fault, at);
        }
    }

    // Where several conditions fail, the one told is the first of the agenda, in whatever order the facts stood.
    private EvaluationException FirstFault(EvaluationException fault, int at)
    {
        var first = _dirty[at];
        foreach (var rank in _dirty.AsSpan(at + 1, _dirtyCount - at - 1))
        {
            if (rank > first)
                continue;
            try
            {
                LookAgain(rank);
            }
            catch (EvaluationException other)
            {
                (first, fault) = (rank, other);
            }
        }

        return fault;
    }

    private void LookAgain(int rank)
    {
        var state = _states[rank] & ~State.Dirty;
        if ((state & State.Silent) != 0)
        {
            _states[rank] = state | State.Missed;
            return;
        }

        _states[rank] = state;
        var program = _programs[rank];
        Frame.Rule = rank;
        Frame.Refill(_budget);
        if (program.When(Frame))
        {
            _states[rank] = state | State.Holds;
            _agendas[program.Group].Set(program);
            if (program.Definition.AutoFocus)
                WantsFocus(program);
        }
        else if ((state & State.Holds) != 0)
        {
            _states[rank] = state & ~State.Holds;
            _agendas[program.Group].Clear(program);
        }
    }

    private void WantsFocus(RuleProgram program)
    {
        _focusing.Add(program.Rank);
        // Not even a look may come from a write beside what it reads: each would move the focus.
        if (program.HasPattern)
            KeepReads(program.Rank);
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
            KeepReads(rank);
        Frame.Refill(_budget);
        foreach (var act in program.Then)
            act(this);
    }

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
        _states[program.Rank] |= State.Silent;
        _agendas[program.Group].Clear(program);
    }

    private bool IsSilenced(RuleProgram program) =>
        !program.Definition.Enabled || IsOutOfDate(program.Definition) ||
        (program.ActivationGroup >= 0 && _activationWinners[program.ActivationGroup] is { } winner && winner != program.Definition.Name);

    private bool IsOutOfDate(RuleDefinition rule) => rule.DateEffective > Frame.Now || rule.DateExpires <= Frame.Now;

    private void Touch(int rank)
    {
        if (_lastRead[rank] is null)
            MarkDirty(rank);
        else
            _suspects.Add(rank);
    }

    private void MarkDirty(int rank)
    {
        var state = _states[rank];
        if ((state & State.Dirty) == 0)
            _dirty[_dirtyCount++] = rank;
        _states[rank] = state | State.Dirty;
    }

    // Something that these rules go through was written; whether it is a value that they read, only the values tell.
    private void CheckSuspects()
    {
        foreach (var rank in _suspects)
        {
            if (_lastRead[rank] is not { } before || before.SequenceEqual(ReadValues(rank)))
                continue;
            _lastRead[rank] = null;
            MarkDirty(rank);
        }

        _suspects.Clear();
    }

    private void KeepReads(int rank)
    {
        _lastRead[rank] = ReadValues(rank);
        _hasReads = true;
    }

    private void ForgetReads()
    {
        if (_hasReads)
            Array.Clear(_lastRead);
        _hasReads = false;
    }

    private List<Value> ReadValues(int rank)
    {
        var (rule, steps) = (Frame.Rule, Frame.StepsLeft);
        Frame.Rule = rank;
        Frame.Refill(_budget);
        var values = Grl.ReadValues.Of(Frame, _programs[rank].Definition.When);
        Frame.Rule = rule;
        Frame.Refill(steps);
        return values;
    }

    private bool TryTest(int rank, out bool holds)
    {
        try
        {
            Frame.Begin(EvaluationOptions.Default);
            holds = _programs[rank].When(Frame);
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

    private EvaluationException Endless(string code, string message)
    {
        var most = _programs.Where(p => _fired[p.Rank] > 1).OrderByDescending(p => _fired[p.Rank]).ToArray();
        var looping = most.Where(p => _fired[p.Rank] * 4 >= _fired[most[0].Rank]).Take(5).Select(p => $"\"{p.Definition.Name}\" ({_fired[p.Rank]} times)");
        var names = string.Join(", ", looping);
        var who = names.Length > 0 ? $"; looping: {names}" : "";
        return new(new(code, message + who) { Path = most.FirstOrDefault()?.Definition.Name, Hint = "give them `no-loop`, or make what they write end their condition" });
    }

    /// <summary>How every evaluation of a rule set begins; made once.</summary>
    internal sealed class Start(int rules, List<RuleProgram>[] groups)
    {
        public byte[] States { get; } = new byte[rules];

        public Agenda[] Agendas { get; } = [.. groups.Select(g => new Agenda(g))];

        /// <summary>Rules whose condition has to be looked at even when no fact they read is there.</summary>
        public List<int> Always { get; } = [];

        public List<int> Dated { get; } = [];
    }
}
