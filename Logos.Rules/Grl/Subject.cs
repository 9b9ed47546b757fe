using Logos.Rules.Expressions;
using Logos.Rules.Syntax;
using Logos.Rules.Values;

namespace Logos.Rules.Grl;

/// <summary>
/// What the paths inside a quantifier or an accumulate are read from: the element it looks at. Inside a
/// quantifier those that begin with its fact's name; inside an accumulate all of them.
/// </summary>
internal sealed record Subject(int Level, string? Root, Expr.Accumulate? Accumulate)
{
    public bool Covers(Expr.Path path) => Root is null || path.Root == Root;

    public Value Read(in Frame.Element element, Expr.Path path)
    {
        if (Accumulate is null)
            return Walk(element.Value, path.Segments, element.Depth);
        if (path.Root == Accumulate.Variable)
            return Walk(Walk(element.Value, Accumulate.Field.Segments, 0), path.Segments, 1);
        var source = Accumulate.Source.Segments;
        var named = path.Segments.Count > source.Count && source.SequenceEqual(path.Segments.Take(source.Count));
        return Walk(element.Value, path.Segments, named ? source.Count : 0);
    }

    private static Value Walk(Value value, IReadOnlyList<Segment> segments, int from)
    {
        for (var i = from; i < segments.Count; i++)
            value = Operations.Step(value, segments[i]);
        return value;
    }
}
