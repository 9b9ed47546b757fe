using Logos.Rules.Faults;
using Logos.Rules.Functions;
using Logos.Rules.Syntax;

namespace Logos.Rules.Expressions;

/// <summary>Whether a call names a function of the language and gives it what it takes.</summary>
internal static class FunctionCheck
{
    public static void Check(Expr.Call call, Span name, TokenCursor cursor, IEnumerable<string> alsoKnown)
    {
        if (FunctionTable.Find(call.Name) is not { } function)
        {
            cursor.Misuse(RulesCodes.UnknownFunction, name, $"there is no function `{call.Name}`", Synonyms.DidYouMean(call.Name, alsoKnown) ?? "docs/expressions.md lists the functions");
            return;
        }

        var count = call.Arguments.Count;
        if (count < function.MinArguments || count > function.MaxArguments)
        {
            cursor.Misuse(RulesCodes.WrongArguments, call.Span, $"`{call.Name}` takes {Wanted(function)}, and has {(count == 0 ? "none" : count)}", $"write `{function.Signature}`");
            return;
        }

        var varies = function.MaxArguments > 2;
        for (var i = 0; i < count; i++)
        {
            var isLambda = call.Arguments[i] is Expr.Lambda;
            if (isLambda && (function.Lambda == Function.LambdaUse.None || i != 1 || count != 2))
                cursor.Misuse(RulesCodes.NotHere, call.Arguments[i].Span, $"`{call.Name}` takes no lambda here", $"write `{function.Signature}`");
            else if (!isLambda && i == 1 && function.Lambda != Function.LambdaUse.None && !varies)
                cursor.Misuse(RulesCodes.WrongArguments, call.Arguments[i].Span, $"`{call.Name}` takes a lambda here", $"write `{function.Signature}`");
        }
    }

    private static string Wanted(Function function) => (function.MinArguments, function.MaxArguments) switch
    {
        (0, 0) => "no arguments",
        (1, 1) => "1 argument",
        var (least, most) when least == most => $"{least} arguments",
        var (least, most) when most == least + 1 => $"{least} or {most} arguments",
        var (least, most) => $"{least} to {most} arguments",
    };
}
