using Logos.Rules.Syntax;

namespace Logos.Rules.Expressions;

/// <summary>Where the names of an expression come from: a scope handed in, or the facts of a rule set.</summary>
internal abstract class PathBinder
{
    public abstract Code Read(Expr.Path path);

    /// <summary>The slot that holds the path's value, or -1 when it has to be read some other way.</summary>
    public virtual int Slot(Expr.Path path) => -1;

    public virtual Test Quantifier(Compiler compiler, Expr.Quantifier quantifier) => throw NotHere(quantifier);

    public virtual Code Accumulate(Compiler compiler, Expr.Accumulate accumulate) => throw NotHere(accumulate);

    private static InvalidOperationException NotHere(Expr expression) =>
        new($"The parser lets {expression.GetType().Name} pass only in GRL.");
}
