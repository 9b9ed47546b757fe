using Logos.Rules.Syntax;

namespace Logos.Rules.Expressions.Typing;

/// <summary>Comparisons that come out the same whatever is compared: no failure, and not what was meant.</summary>
internal static class RelationTypes
{
    private const Kinds Ordered = Kinds.Number | Kinds.String;

    public static Finding? Of(Expr.Binary relation, StaticType left, StaticType right, ExpressionMode mode) => relation.Operator switch
    {
        BinaryOperator.Equal or BinaryOperator.NotEqual => Equality(relation, left, right, mode),
        BinaryOperator.Less or BinaryOperator.LessOrEqual or BinaryOperator.Greater or BinaryOperator.GreaterOrEqual => Ordering(relation, left, right),
        BinaryOperator.In => Membership(relation, right, left, relation.Right),
        BinaryOperator.Contains => Membership(relation, left, right, relation.Left),
        _ => Texts(relation, left, right),
    };

    private static Finding? Equality(Expr.Binary relation, StaticType left, StaticType right, ExpressionMode mode)
    {
        // Comparing with null asks whether something is there, which may be certain.
        if (left.MayBe(right.Kinds) || left.Present == Kinds.None || right.Present == Kinds.None)
            return null;
        var unequal = relation.Operator == BinaryOperator.NotEqual;
        // In a condition what is missing from arithmetic is neither equal nor unequal.
        if (unequal && mode == ExpressionMode.Condition && (left.MayBe(Kinds.Null) || right.MayBe(Kinds.Null)))
            return null;
        return Words.OneOutcome(relation, Words.Kinds(relation, left, right), "nothing is converted silently: compare two values of one kind", unequal);
    }

    private static Finding? Ordering(Expr.Binary relation, StaticType left, StaticType right)
    {
        if (left.MayBe(right.Kinds & Ordered))
            return null;
        return Words.OneOutcome(relation, Words.Kinds(relation, left, right), "numbers are compared with numbers, and text with text");
    }

    private static Finding? Membership(Expr.Binary relation, StaticType holder, StaticType sought, Expr held)
    {
        if (holder.MayBe(Kinds.List) || (holder.MayBe(Kinds.String | Kinds.Map) && sought.MayBe(Kinds.String)))
            return null;
        return holder.MayBe(Kinds.String | Kinds.Map)
            ? Words.OneOutcome(relation, Words.Kinds(relation, relation.Operator == BinaryOperator.In ? sought : holder, relation.Operator == BinaryOperator.In ? holder : sought), "text holds text, and an object holds names")
            : Words.OneOutcome(relation, $"{Words.Quoted(held)} is {holder}, which holds nothing", null);
    }

    private static Finding? Texts(Expr.Binary relation, StaticType left, StaticType right)
    {
        if (left.MayBe(Kinds.String) && right.MayBe(Kinds.String))
            return null;
        return Words.OneOutcome(relation, Words.Kinds(relation, left, right), $"`{Operators.Symbol(relation.Operator)}` compares text with text");
    }
}
