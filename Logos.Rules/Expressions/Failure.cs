using Logos.Rules.Faults;
using Logos.Rules.Syntax;
using Logos.Rules.Values;

namespace Logos.Rules.Expressions;

/// <summary>Makes the exceptions of an evaluation, each naming what was evaluated and with which value.</summary>
internal static class Failure
{
    public static EvaluationException Of(string code, Frame frame, Expr at, string message, string? hint = null)
    {
        var where = frame.Owner is { } rule ? $"in rule \"{rule}\", line {at.Span.Line}: " : "";
        return new(new(code, $"{where}{message}") { Path = frame.Owner, Hint = hint });
    }

    public static EvaluationException NotANumber(Frame frame, Expr operation, Expr operand, in Value value)
    {
        var text = Printer.Print(operand);
        var (what, hint) = value.IsNull
            ? ($"`{text}` is missing, and arithmetic needs a number", $"set it before, or give a default: `({text} ?? 0)`")
            : ($"`{text}` is {Describe(value)}, and arithmetic needs a number", (string?)null);
        return Of(RulesCodes.NotANumber, frame, operation, $"{what} (in `{Short(Printer.Print(operation))}`)", hint);
    }

    public static EvaluationException NothingToChange(Frame frame, Expr.Binary change)
    {
        var target = Printer.Print(change.Left);
        var beginning = change.Operator == BinaryOperator.Add ? "0;`, `\"\";` or `[];`" : "0;`";
        return Of(RulesCodes.NotANumber, frame, change, $"`{target}` is missing, and `{Operators.Symbol(change.Operator)}=` changes what is there", $"set it before: `{target} = {beginning}");
    }

    public static EvaluationException NotABoolean(Frame frame, Expr operand, in Value value) =>
        Of(RulesCodes.NotABoolean, frame, operand, $"`{Short(Printer.Print(operand))}` is {Describe(value)}, and a condition is true or false", "compare it with something");

    public static EvaluationException BadArgument(Frame frame, Expr.Call call, string wanted, in Value given) =>
        Of(RulesCodes.BadArgument, frame, call, $"`{call.Name}` takes {wanted}, and was given {Describe(given)} (in `{Short(Printer.Print(call))}`)");

    public static EvaluationException TooLarge(Frame frame, Expr at, string what, Extent extent) => Of(
        RulesCodes.OutputBudget,
        frame,
        at,
        extent.Depth > Extent.MaxDepth ? $"{what} is nested more than {Extent.MaxDepth} deep" : $"{what} is larger than {Extent.MaxSize / 1024 / 1024} MiB written out");

    public static string Describe(in Value value) => value.Kind switch
    {
        ValueKind.Null => "null",
        ValueKind.Boolean => value.IsTrue ? "true" : "false",
        ValueKind.Number => $"the number {value.ToJson()}",
        ValueKind.String => $"the string {Short(value.ToJson())}",
        ValueKind.List => $"a list of {value.AsList().Count}",
        _ => "an object",
    };

    public static string Short(string text) => text.Length <= 80 ? text : $"{text.AsSpan(0, 79)}…";
}
