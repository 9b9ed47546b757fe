using Logos.Rules.Expressions;
using Logos.Rules.Faults;
using Logos.Rules.Syntax;
using Logos.Rules.Values;

namespace Logos.Rules.Grl;

/// <summary>
/// The facts of one evaluation. A slot holds the current value of its path. The value of a path with
/// named parts is put together only when somebody reads it whole, or at the end.
/// </summary>
internal sealed class WorkingMemory
{
    private readonly SlotTable _table;
    private readonly Action<int> _touch;
    private readonly State[] _states;
    private readonly int[] _madeAt;
    private readonly NumberedFacts _numbered;
    private int _clock;
    private long _work;
    private ValueMap _facts = ValueMap.Empty;

    public WorkingMemory(SlotTable table, Action<int> touch)
    {
        _table = table;
        _touch = touch;
        Slots = new Value[table.Nodes.Count];
        _states = new State[Slots.Length];
        _madeAt = new int[Slots.Length];
        _numbered = new(table, this);
    }

    private enum State : byte
    {
        /// <summary>As it was loaded.</summary>
        Clean,

        /// <summary>A part of it was written: the slot's own value is out of date.</summary>
        PartWritten,

        Written,
        Removed,
    }

    public Value[] Slots { get; }

    // In eighths of a step.
    public void Worked(int parts) => _work += parts;

    /// <summary>What has been copied, counted and told on since this was last asked, in steps.</summary>
    public long Work()
    {
        var work = _work >> 3;
        _work &= 7;
        return work;
    }

    /// <summary>Loads the slots and touches the rules that read what is there.</summary>
    public void Load(ValueMap facts)
    {
        _facts = facts;
        _work = facts.Count;
        _numbered.Load(facts);
        if (facts.Count < _table.Roots.Count)
        {
            for (var i = 0; i < facts.Count; i++)
            {
                if (_table.Root(facts.Names[i]) is { } root)
                    Load(root, facts.Values[i]);
            }
        }
        else
        {
            foreach (var root in _table.Roots)
            {
                if (facts.TryGet(root.Segment.Name!, out var value))
                    Load(root, value);
            }
        }

        if (!_table.HasPatterns)
            return;
        for (var i = 0; i < facts.Count; i++)
        {
            foreach (var rule in _table.PatternReaders(facts.Names[i]))
                _touch(rule);
        }
    }

    public void Clear()
    {
        Array.Clear(Slots);
        Array.Clear(_states);
        _numbered.Clear();
        _facts = ValueMap.Empty;
    }

    public Value Read(SlotNode node) => _states[node.Index] == State.PartWritten ? Compose(node) : Slots[node.Index];

    public void Write(SlotNode node, Value value, Frame frame, Expr at)
    {
        var changed = !Operations.Equal(Read(node), value);
        // Writing what is there is no change; but null written makes a member where there was none.
        if (!changed && (!value.IsNull || Exists(node)))
            return;
        if ((value.IsList || value.IsMap) && Extent.Of(value) is var extent && extent with { Depth = extent.Depth + node.Depth } is { IsTooLarge: true } whole)
            throw Failure.TooLarge(frame, at, $"what is written to `{node.Path}`", whole);
        CountAgain(node);
        Stamp(node);
        MarkParents(node, frame, at);
        Set(node, value, State.Written);
        if (!changed)
        {
            // Nothing reads otherwise here, but what it is part of has a member more.
            Touch(node.Parent);
            return;
        }

        Touch(node);
        ReloadChildren(node);
    }

    public void Remove(SlotNode node)
    {
        if (!Exists(node))
            return;
        CountAgain(node);
        for (var parent = node.Parent; parent is not null; parent = parent.Parent)
            _states[parent.Index] = State.PartWritten;
        var had = !Read(node).IsNull;
        Set(node, Value.Null, State.Removed);
        if (had)
            Touch(node);
        else if (node.Segment.Name is not null)
            Touch(node.Parent);
        ReloadChildren(node);
    }

    /// <summary>The facts as they are now; nothing is copied that no rule has written.</summary>
    public ValueMap Result()
    {
        var (changed, added) = (false, 0);
        foreach (var root in _table.Roots)
        {
            if (_states[root.Index] == State.Clean)
                continue;
            changed = true;
            if (IsNew(root))
                added++;
        }

        if (!changed)
            return _facts;
        var result = new ValueMap.Builder(_facts.Count + added);
        for (var i = 0; i < _facts.Count; i++)
        {
            if (_table.Root(_facts.Names[i]) is not { } root)
                result.Append(_facts.Names[i], _facts.Values[i]);
            else if (_states[root.Index] != State.Removed)
                result.Append(_facts.Names[i], Read(root));
        }

        foreach (var root in _table.Roots)
        {
            if (IsNew(root))
                result.Append(root.Segment.Name!, Read(root));
        }

        return result.Build();
    }

    private bool IsNew(SlotNode root) => _states[root.Index] is State.Written or State.PartWritten && !_facts.ContainsKey(root.Segment.Name!);

    /// <summary>A fact by name, whether rules name it or not.</summary>
    public Value Fact(string name) => _table.Root(name) is { } root ? Read(root) : _facts[name];

    /// <summary>`Lane1`, `Lane2`, … in the order of their numbers.</summary>
    public List<NumberedFact> Numbered(string stem) => _numbered.Of(stem);

    private void Load(SlotNode node, in Value value)
    {
        if (value.IsNull)
            return;
        Slots[node.Index] = value;
        foreach (var rule in node.Readers)
            _touch(rule);
        if (!value.IsMap && !value.IsList)
            return;
        foreach (var child in node.Children)
            Load(child, Operations.Step(value, child.Segment));
    }

    private void Set(SlotNode node, in Value value, State state)
    {
        Slots[node.Index] = value;
        _states[node.Index] = state;
    }

    // What is missing on the way is made; what is there and has no parts is not overwritten.
    private void MarkParents(SlotNode node, Frame frame, Expr at)
    {
        var part = node;
        for (var parent = node.Parent; parent is not null; part = parent, parent = parent.Parent)
        {
            if (!Fits(Slots[parent.Index], part.Segment))
                throw CannotAssign(frame, at, node, parent);
            Stamp(parent);
            if (Slots[parent.Index].IsNull)
                Slots[parent.Index] = ValueMap.Empty;
            _states[parent.Index] = State.PartWritten;
        }
    }

    // A fact comes or goes: those with a number are counted anew.
    private void CountAgain(SlotNode node)
    {
        if (node.Parent is null || Slots[node.Root.Index].IsNull)
            _numbered.CountAgain(node.Root);
    }

    // Members stand in the order in which they were made, whenever their holder is put together.
    private void Stamp(SlotNode node)
    {
        if (_states[node.Index] is State.Written or State.PartWritten)
            return;
        if (_states[node.Index] == State.Removed && node.Parent is not null)
            Read(node.Parent);
        _madeAt[node.Index] = ++_clock;
    }

    private static bool Fits(in Value holder, in Segment part) => part.Name is not null
        ? holder.IsNull || holder.IsMap
        : holder.IsList && part.Index < holder.AsList().Count;

    private static EvaluationException CannotAssign(Frame frame, Expr at, SlotNode node, SlotNode parent)
    {
        var holder = frame.Slots[parent.Index];
        return Failure.Of(RulesCodes.CannotAssign, frame, at, $"`{node.Path}` cannot be written, since `{parent.Path}` is {Failure.Describe(holder)}", "write to another name, or write the whole");
    }

    private void Touch(SlotNode? node)
    {
        for (var at = node; at is not null; at = at.Parent)
        {
            _work += at.Readers.Count + (at.PatternReaders?.Count ?? 0);
            foreach (var rule in at.Readers)
                _touch(rule);
            if (at.PatternReaders is null)
                continue;
            foreach (var rule in at.PatternReaders)
                _touch(rule);
        }
    }

    private void ReloadChildren(SlotNode node)
    {
        foreach (var child in node.Children)
        {
            var next = Operations.Step(Slots[node.Index], child.Segment);
            var before = Read(child);
            if (next.IsNull && before.IsNull && child.Children.Count == 0)
            {
                _states[child.Index] = State.Clean;
                continue;
            }

            Set(child, next, State.Clean);
            if (!Operations.Equal(before, next))
            {
                foreach (var rule in child.Readers)
                    _touch(rule);
            }

            ReloadChildren(child);
        }
    }

    private bool Exists(SlotNode node)
    {
        if (_states[node.Index] is State.Written or State.PartWritten)
            return true;
        if (_states[node.Index] == State.Removed)
            return node.Segment.Name is null; // A list keeps the place of what was removed.
        if (node.Parent is null)
            return _facts.ContainsKey(node.Segment.Name!);
        var parent = Read(node.Parent);
        return node.Segment.Name is { } name ? parent.IsMap && parent.AsMap().ContainsKey(name) : parent.IsList && node.Segment.Index < parent.AsList().Count;
    }

    private Value Compose(SlotNode node)
    {
        var value = Slots[node.Index];
        _work += 6 * ((value.IsList ? value.AsList().Count : value.IsMap ? value.AsMap().Count : 0) + node.Children.Count);
        if (value.IsList)
        {
            var items = value.AsList().AsSpan().ToArray();
            foreach (var child in node.Children)
            {
                if (_states[child.Index] != State.Clean && child.Segment.Name is null && child.Segment.Index < items.Length)
                    items[child.Segment.Index] = Read(child);
            }

            value = ValueList.Adopt(items);
        }
        else
        {
            value = Compose(node, value.IsMap ? value.AsMap() : ValueMap.Empty);
        }

        foreach (var child in node.Children)
            _states[child.Index] = State.Clean;
        Slots[node.Index] = value;
        _states[node.Index] = State.Written;
        return value;
    }

    private ValueMap Compose(SlotNode node, ValueMap before)
    {
        var members = new ValueMap.Builder(before.Count + 2);
        for (var i = 0; i < before.Count; i++)
            members.Append(before.Names[i], before.Values[i]);
        var removed = false;
        List<SlotNode>? made = null;
        foreach (var child in node.Children)
        {
            if (_states[child.Index] is State.Written or State.PartWritten && child.Segment.Name is { } name)
            {
                if (before.ContainsKey(name))
                    members.Set(name, Read(child));
                else
                    (made ??= []).Add(child);
            }

            removed |= _states[child.Index] == State.Removed;
        }

        made?.Sort((a, b) => _madeAt[a.Index].CompareTo(_madeAt[b.Index]));
        foreach (var child in made ?? [])
            members.Append(child.Segment.Name!, Read(child));

        var map = members.Build();
        if (!removed)
            return map;
        foreach (var child in node.Children)
        {
            if (_states[child.Index] == State.Removed && child.Segment.Name is { } name)
                map = map.Without(name);
        }

        return map;
    }
}
