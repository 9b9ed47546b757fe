using Logos.Rules.Values;

namespace Logos.Rules.Syntax;

/// <summary>A step of a path: a member's name, or an element's number when the name is null.</summary>
public readonly record struct Segment(string? Name, int Index)
{
    public static Segment Member(string name) => new(name, 0);

    public static Segment Element(int index) => new(null, index);
}

/// <summary>The syntax tree of an expression.</summary>
public abstract record Expr
{
    private Expr(Span span) => Span = span;

    public Span Span { get; }

    /// <summary>How many levels the tree has: what bounds every recursion over it.</summary>
    internal int Height { get; init; } = 1;

    public sealed record Literal(Span Where, Value Value) : Expr(Where);

    /// <summary><c>a.b[0].c</c>: the first segment is the root name.</summary>
    public sealed record Path(Span Where, IReadOnlyList<Segment> Segments) : Expr(Where)
    {
        public string Root => Segments[0].Name!;
    }

    /// <summary>A member of what is not a plain path: <c>f(x).name</c>, <c>list[i].name</c>.</summary>
    public sealed record Member(Span Where, Expr Target, string Name) : Expr(Where);

    public sealed record Index(Span Where, Expr Target, Expr At) : Expr(Where);

    public sealed record Unary(Span Where, UnaryOperator Operator, Expr Operand) : Expr(Where);

    public sealed record Binary(Span Where, BinaryOperator Operator, Expr Left, Expr Right) : Expr(Where);

    public sealed record Conditional(Span Where, Expr Test, Expr Then, Expr Else) : Expr(Where);

    public sealed record ListLiteral(Span Where, IReadOnlyList<Expr> Items) : Expr(Where);

    public sealed record Call(Span Where, string Name, IReadOnlyList<Expr> Arguments) : Expr(Where);

    /// <summary><c>x => x.price</c> or <c>(x, i) => …</c>, only as an argument.</summary>
    public sealed record Lambda(Span Where, IReadOnlyList<string> Parameters, Expr Body) : Expr(Where);

    /// <summary><c>exists(…)</c> and <c>forall(…)</c> of GRL.</summary>
    public sealed record Quantifier(Span Where, bool All, Expr Condition) : Expr(Where);

    /// <summary><c>accumulate(Order($v: amount, status == "paid"), sum($v))</c> of GRL.</summary>
    public sealed record Accumulate(Span Where, Path Source, string Variable, Path Field, IReadOnlyList<Expr> Conditions, Fold Fold) : Expr(Where);

    /// <summary><c>Order.items count</c>, <c>… empty</c>, <c>… first</c> of GRL.</summary>
    public sealed record Multifield(Span Where, Path Source, MultifieldOperator Operator) : Expr(Where);

    /// <summary>What could not be read; a fault says why.</summary>
    internal sealed record Broken(Span Where) : Expr(Where);
}

public enum UnaryOperator
{
    Not,
    Negate,
}

public enum BinaryOperator
{
    Or,
    And,
    Coalesce,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    In,
    Contains,
    StartsWith,
    EndsWith,
    Matches,
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
}

public enum Fold
{
    Sum,
    Count,
    Avg,
    Min,
    Max,
    Collect,
}

public enum MultifieldOperator
{
    Count,
    Empty,
    NotEmpty,
    First,
    Last,
}
