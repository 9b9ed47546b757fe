using Logos.Rules.Faults;
using Logos.Rules.Syntax;

namespace Logos.Rules.Expressions.Typing;

/// <summary>What is told of a part that does not fit: the words of the evaluation, before it.</summary>
internal static class Words
{
    public static Finding NotANumber(Expr operation, Expr operand, StaticType type)
    {
        var needs = operation is Expr.Binary { Operator: BinaryOperator.Add } ? "`+` adds numbers, joins text and appends to lists" : "arithmetic needs a number";
        return new(operand, RulesCodes.NotANumber, $"{Quoted(operand)} is {type}, and {needs} (in {Quoted(operation)})", HintForNumber(operand));
    }

    public static Finding DividesByZero(Expr.Binary division) =>
        new(division, RulesCodes.DivisionByZero, $"{Quoted(division)} divides by zero");

    public static Finding NotABoolean(Expr expression, StaticType type) =>
        new(expression, RulesCodes.NotABoolean, $"{Quoted(expression)} is {type}, and a condition is true or false", HintForTruth(expression, type));

    public static Finding BadArgument(Expr.Call call, int argument, StaticType type, string wanted) =>
        new(call.Arguments[argument], RulesCodes.BadArgument, $"`{call.Name}` takes {wanted}, and {Quoted(call.Arguments[argument])} is {type}");

    public static Finding OneOutcome(Expr.Binary relation, string reason, string? hint, bool always = false) =>
        new(relation, RulesCodes.OneOutcome, $"{Quoted(relation)} is {(always ? "always" : "never")} true: {reason}", hint, Severity.Warning);

    /// <summary>Of what nothing is known there is nothing to tell.</summary>
    public static string Kinds(Expr.Binary relation, StaticType left, StaticType right) => string.Join(
        ", and ",
        new[] { (At: relation.Left, Type: left), (At: relation.Right, Type: right) }.Where(side => side.Type.Present != StaticType.Unknown.Present).Select(side => $"{Quoted(side.At)} is {side.Type}"));

    public static string Quoted(Expr expression) => $"`{Failure.Short(Printer.Print(expression))}`";

    private static string? HintForNumber(Expr operand) =>
        operand is Expr.Literal { Value: { IsString: true } text } && decimal.TryParse(text.AsString(), System.Globalization.NumberStyles.Number, System.Globalization.CultureInfo.InvariantCulture, out _)
            ? "a number is written without quotes"
            : null;

    private static string HintForTruth(Expr expression, StaticType type)
    {
        if (expression is Expr.Literal { Value: { IsString: true } word } && word.AsString() is "true" or "false")
            return $"write `{((Expr.Literal)expression).Value.AsString()}` without quotes";
        if (expression is Expr.Literal)
            return "compare something with it";
        return type.Present switch
        {
            Typing.Kinds.Number => $"compare it: {Compared(expression, " > 0")}",
            Typing.Kinds.String => $"compare it: {Compared(expression, " != \"\"")}",
            Typing.Kinds.List or Typing.Kinds.Map => $"ask for what is in it: `len({Failure.Short(Printer.Print(expression))}) > 0`",
            _ => "compare it with something",
        };
    }

    // What binds more loosely than a comparison needs parentheses to be compared.
    private static string Compared(Expr expression, string comparison) =>
        expression is Expr.Conditional or Expr.Binary { Operator: BinaryOperator.Coalesce } ? $"`({Failure.Short(Printer.Print(expression))}){comparison}`" : $"`{Failure.Short(Printer.Print(expression))}{comparison}`";
}
