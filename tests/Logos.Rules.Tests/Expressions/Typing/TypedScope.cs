using Logos.Rules.Expressions.Typing;
using Logos.Rules.Syntax;
using Logos.Rules.Tests.Fuzzing;
using Logos.Rules.Values;

namespace Logos.Rules.Tests.Expressions.Typing;

/// <summary>The names that random expressions read, and what was declared of some of them.</summary>
internal sealed class TypedScope
{
    private readonly Dictionary<string, StaticType> _declared = new(StringComparer.Ordinal);

    public TypedScope(Dice dice)
    {
        var scope = ExprDice.Scope(dice, wrong: 0).AsMap();
        Declare("n", Kinds.Number);
        Declare("m", Kinds.Number);
        Declare("s", Kinds.String);
        Declare("b", Kinds.Boolean);
        Declare("z", Kinds.Null);
        Declare("o", Kinds.Map);
        Declare("numbers", Kinds.List);
        Declare("items", Kinds.List);
        _declared["numbers"] = StaticType.ListOf(StaticType.Of(Kinds.Number)).Or(_declared["numbers"].Without(Kinds.List));
        // Now and then something else stands there than most expressions expect, and is declared as such.
        foreach (var name in new[] { "n", "m", "s", "b", "o", "items" })
        {
            if (!dice.Chance(0.15))
                continue;
            var value = dice.Any();
            scope = scope.With(name, value);
            _declared[name] = StaticType.Of(value.Kind).Or(dice.Chance(0.3) ? Kinds.Null : Kinds.None);
        }

        Value = scope;

        void Declare(string name, Kinds kinds)
        {
            var type = StaticType.Of(kinds);
            if (dice.Chance(0.3))
            {
                type = type.Or(Kinds.Null);
                if (dice.Chance(0.3))
                    scope = scope.With(name, default(Value));
            }

            _declared[name] = type;
        }
    }

    public Value Value { get; }

    public StaticType TypeOf(Expr.Path path) => (_declared.GetValueOrDefault(path.Root) ?? StaticType.Unknown).Below(path, 1);
}
