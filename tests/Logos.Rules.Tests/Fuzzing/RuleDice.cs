using System.Text;
using Logos.Rules.Syntax;
using Logos.Rules.Values;

namespace Logos.Rules.Tests.Fuzzing;

/// <summary>Rule files whose rules read and write the same few facts, so that they set each other off.</summary>
internal sealed class RuleDice(Dice dice)
{
    private static readonly string[] Targets =
    [
        "n", "m", "s", "b", "z", "o", "o.total", "o.on", "o.name", "o.p", "o.p.q", "o.tags", "o.tags[0]", "numbers", "numbers[0]", "items", "items[0]",
        "items[0].price", "items[0].on", "items[1].qty", "items[1].name", "Lane1", "Lane1.on", "Lane2.price", "Lane3", "Lane5.qty", "made", "made.a.b", "Lane",
    ];

    private static readonly string[] Groups = ["g", "h"];

    private readonly ExprDice _expressions = new(dice, grl: true);

    public string Text()
    {
        var text = new StringBuilder();
        for (var i = dice.Between(1, 7); i > 0; i--)
            Rule(text, $"R{i}");
        return text.ToString();
    }

    private void Rule(StringBuilder text, string name)
    {
        text.Append($"rule {name}");
        if (dice.Chance(0.5))
            text.Append($" salience {dice.Between(-2, 2)}");
        Attribute(text, 0.35, " no-loop");
        Attribute(text, 0.1, " lock-on-active");
        Attribute(text, 0.2, $" agenda-group \"{dice.Of(Groups)}\"");
        Attribute(text, 0.1, " auto-focus");
        Attribute(text, 0.15, $" activation-group \"{dice.Of("one", "two")}\"");
        Attribute(text, 0.05, " enabled false");
        Attribute(text, 0.05, $" date-effective \"{dice.Of("2020-01-01", "2030-01-01")}\"");
        Attribute(text, 0.05, $" date-expires \"{dice.Of("2020-01-01", "2030-01-01")}\"");
        text.Append($" {{ when {Condition()} then");
        for (var i = dice.Between(1, 4); i > 0; i--)
            text.Append(' ').Append(Statement());
        text.AppendLine(" }");
    }

    private void Attribute(StringBuilder text, double probability, string attribute)
    {
        if (dice.Chance(probability))
            text.Append(attribute);
    }

    private string Condition() => dice.Below(4) switch
    {
        0 => Printer.Print(_expressions.Condition(dice.Between(1, 4))),
        1 => $"{dice.Of(Targets)} {dice.Of("==", "!=", "!=", "<", ">=")} {Literal()}",
        2 => $"{dice.Of(Targets)} {dice.Of("==", "!=", "<")} {dice.Of(Targets)}",
        _ => dice.Of(
            "exists(items.on == true)", "forall(Lane.on == true)", "exists(Lane.qty > 2)", "exists(o.tags == \"a\")", "exists(Lane)", "exists(o.p.q == 1)",
            "items count > 1", "numbers not_empty", "o.tags first", "o count > 3", "sum(numbers) > 3", "any(items, x => x.on)", "len(keys(o)) > 2",
            "accumulate(items($v: price, on), sum($v)) > 5", "accumulate(Lane($v: qty), count($v)) >= 2", "o.p == null", "o != null", "items[0].on && b",
            "exists(items.on == true && exists(Lane.qty == items.qty))", "forall(items.qty >= n)"),
    };

    private string Statement() => dice.Below(12) switch
    {
        0 => $"retract({dice.Of(Targets)});",
        1 => $"{dice.Of(Targets)} = {dice.Of(Targets)};",
        2 => $"{dice.Of("numbers", "o.tags")} += {dice.Of("n", "s", "items[0]", "[1, 2]")};",
        3 => $"{dice.Of("n", "m", "n", "m", "o.total")} {dice.Of("+=", "-=", "*=", "/=")} {dice.Between(-1, 3)};",
        4 when dice.Chance(0.5) => $"ActivateAgendaGroup(\"{dice.Of("g", "h", "MAIN")}\");",
        5 when dice.Chance(0.1) => "Complete();",
        6 => $"{dice.Of(Targets)} = {Printer.Print(_expressions.Any(dice.Between(1, 3)))};",
        7 => $"{dice.Of("b", "o.on", "items[0].on", "Lane1.on", "Lane2.on")} = {dice.Of("true", "false")};",
        8 => $"$o.{dice.Of("setTotal(n)", "set_name(s)", "setp(o)")};",
        _ => $"{dice.Of(Targets)} = {Literal()};",
    };

    private string Literal() => Printer.Print(new Expr.Literal(default, dice.Below(6) switch
    {
        0 => dice.Boolean(),
        1 => dice.Text(),
        2 => default(Value),
        _ => dice.Between(0, 5),
    }));
}
