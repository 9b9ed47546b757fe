namespace Logos.Rules.Patterns;

/// <summary>A pattern as steps: take a character, go two ways, go on elsewhere, look where we are.</summary>
internal sealed class PatternProgram
{
    /// <summary>Counted repetitions are written out; beyond this nobody means what is written.</summary>
    public const int MaxSize = 10_000;

    private readonly List<Instruction> _code = [];

    private PatternProgram()
    {
    }

    public enum Kind : byte
    {
        Take,
        Fork,
        Jump,
        Look,
        Done,
    }

    public static Instruction[] Of(PatternNode node)
    {
        var program = new PatternProgram();
        program.Emit(node);
        program.Add(new(Kind.Done, 0, 0));
        return [.. program._code];
    }

    private int Add(Instruction instruction)
    {
        if (_code.Count >= MaxSize)
            throw new PatternException($"it has more than {MaxSize:N0} places when its repetitions are written out");
        _code.Add(instruction);
        return _code.Count - 1;
    }

    private void Emit(PatternNode node)
    {
        switch (node)
        {
            case PatternNode.Nothing:
                break;
            case PatternNode.OneOf one:
                Add(new(Kind.Take, one.Set, 0));
                break;
            case PatternNode.At at:
                Add(new(Kind.Look, (int)at.Boundary, 0));
                break;
            case PatternNode.Sequence sequence:
                foreach (var part in sequence.Parts)
                    Emit(part);
                break;
            case PatternNode.Choice choice:
                EmitChoice(choice.Parts);
                break;
            case PatternNode.Repeat repeat:
                EmitRepeat(repeat);
                break;
        }
    }

    private void EmitChoice(IReadOnlyList<PatternNode> parts)
    {
        var ends = new List<int>();
        for (var i = 0; i < parts.Count - 1; i++)
        {
            var fork = Add(new(Kind.Fork, _code.Count + 1, 0));
            Emit(parts[i]);
            ends.Add(Add(new(Kind.Jump, 0, 0)));
            _code[fork] = _code[fork] with { Second = _code.Count };
        }

        Emit(parts[^1]);
        foreach (var end in ends)
            _code[end] = new(Kind.Jump, _code.Count, 0);
    }

    private void EmitRepeat(PatternNode.Repeat repeat)
    {
        var last = _code.Count;
        for (var i = 0; i < repeat.Least; i++)
        {
            last = _code.Count;
            Emit(repeat.Part);
            if (_code.Count == last)
                return; // Nothing, however often, is nothing.
        }

        if (repeat.Most is { } most)
            EmitAtMost(repeat.Part, most - repeat.Least);
        else if (repeat.Least > 0)
            Add(new(Kind.Fork, last, _code.Count + 1));
        else
            EmitAnyTimes(repeat.Part);
    }

    private void EmitAnyTimes(PatternNode part)
    {
        var fork = Add(new(Kind.Fork, _code.Count + 1, 0));
        Emit(part);
        Add(new(Kind.Jump, fork, 0));
        _code[fork] = _code[fork] with { Second = _code.Count };
    }

    private void EmitAtMost(PatternNode part, int times)
    {
        var forks = new List<int>();
        for (var i = 0; i < times; i++)
        {
            forks.Add(Add(new(Kind.Fork, _code.Count + 1, 0)));
            var start = _code.Count;
            Emit(part);
            if (_code.Count == start)
                break;
        }

        foreach (var fork in forks)
            _code[fork] = _code[fork] with { Second = _code.Count };
    }

    /// <summary>What to do at one place. First is where to go on, or which set or boundary it asks.</summary>
    public readonly record struct Instruction(Kind Kind, int First, int Second);
}
