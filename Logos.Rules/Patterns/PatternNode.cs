namespace Logos.Rules.Patterns;

/// <summary>What stands at a place that is no character.</summary>
internal enum Boundary
{
    Begin,
    LineBegin,
    End,
    LastEnd,
    LineEnd,
    Word,
    NoWord,
}

/// <summary>A regular expression as it is written. Groups are gone: nobody asks what they caught.</summary>
internal abstract record PatternNode
{
    private PatternNode()
    {
    }

    public sealed record Nothing : PatternNode;

    public sealed record OneOf(int Set) : PatternNode;

    public sealed record At(Boundary Boundary) : PatternNode;

    public sealed record Sequence(IReadOnlyList<PatternNode> Parts) : PatternNode;

    public sealed record Choice(IReadOnlyList<PatternNode> Parts) : PatternNode;

    /// <summary>Most is null where there is no end to it.</summary>
    public sealed record Repeat(PatternNode Part, int Least, int? Most) : PatternNode;
}
