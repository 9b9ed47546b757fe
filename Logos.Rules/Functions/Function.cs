using Logos.Rules.Expressions;
using Logos.Rules.Syntax;
using Logos.Rules.Values;

namespace Logos.Rules.Functions;

internal delegate Value Body(Frame frame, Expr.Call at, ReadOnlySpan<Value> arguments, Selector? selector);

/// <summary>The <c>x => …</c> of a call, ready to run.</summary>
internal abstract class Selector
{
    public abstract Value Select(Frame frame, in Value item, int index);
}

/// <summary>A function of the language. <c>MaxArguments</c> counts the lambda too.</summary>
public sealed class Function
{
    internal Function(string name, int minArguments, int maxArguments, string signature, string summary, Body body, LambdaUse lambda = LambdaUse.None)
    {
        Name = name;
        MinArguments = minArguments;
        MaxArguments = maxArguments;
        Signature = signature;
        Summary = summary;
        Body = body;
        Lambda = lambda;
    }

    public string Name { get; }

    public int MinArguments { get; }

    public int MaxArguments { get; }

    public string Signature { get; }

    public string Summary { get; }

    internal Body Body { get; }

    internal LambdaUse Lambda { get; }

    internal enum LambdaUse
    {
        None,
        Optional,
        Required,
    }
}
