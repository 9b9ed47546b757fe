using Logos.Rules.Faults;
using Logos.Rules.Functions;
using Logos.Rules.Syntax;

namespace Logos.Rules.Expressions;

/// <summary>Whether a call names a function of the language and gives it what it takes.</summary>
internal static class FunctionCheck
{
    public static void Check(Expr.Call call, Span name, TokenCursor cursor)
    {
        if (FunctionTable.Find(call.Name) is not { } function)
        {
            cursor.Report(RulesCodes.UnknownFunction, name, $"there is no function `{call.Name}`", Suggestion.DidYouMean(call.Name, FunctionTable.Names) ?? $"the functions are {string.Join(", ", FunctionTable.Names.Order())}");
            return;
        }

        var count = call.Arguments.Count;
        if (count < function.MinArguments || count > function.MaxArguments)
        {
            var wanted = function.MinArguments == function.MaxArguments ? $"{function.MinArguments}" : $"{function.MinArguments} to {function.MaxArguments}";
            cursor.Report(RulesCodes.WrongArguments, call.Span, $"`{call.Name}` takes {wanted} argument{(wanted == "1" ? "" : "s")}, and has {count}", $"write {function.Signature}");
            return;
        }

        var varies = function.MaxArguments > 2;
        for (var i = 0; i < count; i++)
        {
            var isLambda = call.Arguments[i] is Expr.Lambda;
            if (isLambda && (function.Lambda == Function.LambdaUse.None || i != 1 || count != 2))
                cursor.Report(RulesCodes.NotHere, call.Arguments[i].Span, $"`{call.Name}` takes no lambda here", $"write {function.Signature}");
            else if (!isLambda && i == 1 && function.Lambda != Function.LambdaUse.None && !varies)
                cursor.Report(RulesCodes.WrongArguments, call.Arguments[i].Span, $"`{call.Name}` takes a lambda here", $"write {function.Signature}");
        }
    }
}
