using Logos.Rules.Syntax;

namespace Logos.Rules.Expressions;

/// <summary>Reads names from the scope that the caller hands in.</summary>
internal sealed class ScopeBinder : PathBinder
{
    public static readonly ScopeBinder Instance = new();

    public override Code Read(Expr.Path path) => path.Segments.Count switch
    {
        > 1 when path.Segments[1].Name is ['$', ..] => Beside(path.Root, [.. path.Segments.Skip(1)]),
        1 => Root(path.Root),
        2 => Part(path.Root, path.Segments[1]),
        _ => Deep(path.Root, [.. path.Segments.Skip(1)]),
    };

    // What is told of a thing stands beside it, under `thing.$status`, so that the thing itself is as it is.
    // A scope that has nothing beside it may hold data that bears such names.
    private static Code Beside(string root, Segment[] rest)
    {
        var name = $"{root}.{rest[0].Name}";
        return f =>
        {
            var isBeside = f.Scope.IsMap && f.Scope.AsMap().TryGet(name, out _);
            var value = f.Scope[isBeside ? name : root];
            foreach (ref readonly var segment in rest.AsSpan(isBeside ? 1 : 0))
                value = Operations.Step(value, segment);
            return value;
        };
    }

    private static Code Root(string root) => f => f.Scope[root];

    private static Code Part(string root, Segment part) => f => Operations.Step(f.Scope[root], part);

    private static Code Deep(string root, Segment[] rest) => f =>
    {
        var value = f.Scope[root];
        foreach (ref readonly var segment in rest.AsSpan())
            value = Operations.Step(value, segment);
        return value;
    };
}
