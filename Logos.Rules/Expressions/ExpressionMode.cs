namespace Logos.Rules.Expressions;

public enum ExpressionMode
{
    /// <summary>Yields a value; arithmetic on something missing is an error.</summary>
    Value,

    /// <summary>Yields true or false; arithmetic on something missing makes its comparison false.</summary>
    Condition,
}
