using Logos.Rules.Syntax;
using Logos.Rules.Values;

namespace Logos.Rules.Expressions;

/// <summary>
/// The six comparisons as types, so that the runtime compiles each comparison of slots and literals
/// to straight code: no switch over the operator and no copy of the values.
/// </summary>
internal static class Relations
{
    public static Test Compile(BinaryOperator operation, Operand left, Operand right) => operation switch
    {
        BinaryOperator.Equal => Compile<IsEqual>(left, right),
        BinaryOperator.NotEqual => Compile<IsNotEqual>(left, right),
        BinaryOperator.Less => Compile<IsLess>(left, right),
        BinaryOperator.LessOrEqual => Compile<IsLessOrEqual>(left, right),
        BinaryOperator.Greater => Compile<IsGreater>(left, right),
        _ => Compile<IsGreaterOrEqual>(left, right),
    };

    private static Test Compile<TRelation>(Operand left, Operand right)
        where TRelation : struct, IRelation
    {
        if (left.Slot >= 0 && right.Literal is { } constant)
            return SlotWithConstant<TRelation>(left.Slot, constant);
        if (left.Slot >= 0 && right.Slot >= 0)
            return SlotWithSlot<TRelation>(left.Slot, right.Slot);
        return right.Literal is { } known ? CodeWithConstant<TRelation>(left.Code, known) : CodeWithCode<TRelation>(left.Code, right.Code);
    }

    private static Test SlotWithConstant<TRelation>(int left, Value right)
        where TRelation : struct, IRelation => f => TRelation.Holds(f.Slots[left], right);

    private static Test SlotWithSlot<TRelation>(int left, int right)
        where TRelation : struct, IRelation => f => TRelation.Holds(f.Slots[left], f.Slots[right]);

    private static Test CodeWithConstant<TRelation>(Code left, Value right)
        where TRelation : struct, IRelation => f => TRelation.Holds(left(f), right);

    private static Test CodeWithCode<TRelation>(Code left, Code right)
        where TRelation : struct, IRelation => f =>
        {
            var value = left(f);
            return TRelation.Holds(value, right(f));
        };

    internal readonly record struct Operand(Code Code, int Slot, Value? Literal);

    private interface IRelation
    {
        static abstract bool Holds(in Value left, in Value right);
    }

    private readonly struct IsEqual : IRelation
    {
        public static bool Holds(in Value left, in Value right) => Operations.Equal(left, right);
    }

    private readonly struct IsNotEqual : IRelation
    {
        public static bool Holds(in Value left, in Value right) => Operations.NotEqual(left, right);
    }

    private readonly struct IsLess : IRelation
    {
        public static bool Holds(in Value left, in Value right) => Operations.Less(left, right);
    }

    private readonly struct IsLessOrEqual : IRelation
    {
        public static bool Holds(in Value left, in Value right) => Operations.LessOrEqual(left, right);
    }

    private readonly struct IsGreater : IRelation
    {
        public static bool Holds(in Value left, in Value right) => Operations.Greater(left, right);
    }

    private readonly struct IsGreaterOrEqual : IRelation
    {
        public static bool Holds(in Value left, in Value right) => Operations.GreaterOrEqual(left, right);
    }
}
