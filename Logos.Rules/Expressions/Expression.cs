using Logos.Rules.Faults;
using Logos.Rules.Syntax;
using Logos.Rules.Values;

namespace Logos.Rules.Expressions;

/// <summary>An expression, compiled: immutable, and safe for any number of threads.</summary>
public sealed class Expression
{
    public const int MaxLength = 64 * 1024;

    [ThreadStatic]
    private static Frame? _spare;

    private readonly Code _value;
    private readonly Test _test;
    private readonly int _locals;

    private Expression(string text, Expr root, ExpressionMode mode, bool isSound)
    {
        Text = text;
        Root = root;
        IsSound = isSound;
        Reads = Expressions.Reads.Of(root);
        if (!isSound)
        {
            _value = _ => throw Unsound();
            _test = _ => throw Unsound();
            return;
        }

        var compiler = new Compiler(ScopeBinder.Instance, mode);
        _value = compiler.Value(root);
        _test = compiler.Test(root);
        _locals = compiler.LocalCount;
    }

    public string Text { get; }

    public Expr Root { get; }

    /// <summary>False when it can be looked at and not evaluated: it has faults, and <see cref="Read"/> kept it.</summary>
    public bool IsSound { get; }

    /// <summary>The paths that it reads from its scope, in the order written.</summary>
    public IReadOnlyList<Expr.Path> Reads { get; }

    /// <returns>Null when there are faults.</returns>
    public static Expression? Parse(string text, out IReadOnlyList<Fault> faults, ExpressionMode mode = ExpressionMode.Value) =>
        Read(text, out faults, mode) is { IsSound: true } sound ? sound : null;

    /// <summary>Keeps what reads well and cannot be meant, such as a call of no function, so that what else is wrong with it is found as well.</summary>
    /// <returns>Null when the text is no expression; with faults, one that is not sound.</returns>
    public static Expression? Read(string text, out IReadOnlyList<Fault> faults, ExpressionMode mode = ExpressionMode.Value)
    {
        ArgumentNullException.ThrowIfNull(text);
        var found = new List<Fault>();
        faults = found;
        if (text.Length > MaxLength)
        {
            found.Add(new(RulesCodes.TooLong, $"the expression has {text.Length} characters, and {MaxLength} are allowed") { Line = 1, Column = 1 });
            return null;
        }

        var cursor = new TokenCursor(Lexer.Read(text, found), found);
        if (cursor.AtEnd && found.Count == 0)
            cursor.Report(RulesCodes.Empty, cursor.Current.Span, "there is no expression here");
        if (found.Count > 0)
            return null;
        var root = new ExpressionParser(cursor).Parse();
        if (!cursor.AtEnd && cursor.SyntaxFaultCount == 0)
            cursor.Unexpected("an operator or the end", Hints.ForOperator(cursor.Current, cursor.Last, []));
        return cursor.SyntaxFaultCount > 0 ? null : new(text, root, mode, found.Count == 0);
    }

    /// <exception cref="FormatException">The text is no expression.</exception>
    public static Expression Parse(string text, ExpressionMode mode = ExpressionMode.Value) =>
        Parse(text, out var faults, mode) ?? throw new FormatException($"{faults[0].Code} at column {faults[0].Column}: {faults[0].Message}");

    /// <exception cref="EvaluationException">The evaluation failed; nothing else is thrown.</exception>
    public Value Evaluate(Value scope, EvaluationOptions? options = null)
    {
        var frame = Rent(scope, options);
        try
        {
            var value = _value(frame);
            return value.IsVoid ? Value.Null : value;
        }
        finally
        {
            Return(frame);
        }
    }

    /// <exception cref="EvaluationException">The evaluation failed, or its value is neither true, false nor null.</exception>
    public bool Test(Value scope, EvaluationOptions? options = null)
    {
        var frame = Rent(scope, options);
        try
        {
            return _test(frame);
        }
        finally
        {
            Return(frame);
        }
    }

    public override string ToString() => Text;

    private static InvalidOperationException Unsound() => new("The expression has faults: it can be looked at, and not evaluated.");

    private Frame Rent(Value scope, EvaluationOptions? options)
    {
        var frame = _spare ?? new Frame();
        _spare = null;
        frame.Begin(options ?? EvaluationOptions.Default);
        frame.EnsureLocals(_locals);
        frame.Scope = scope;
        return frame;
    }

    private static void Return(Frame frame)
    {
        // Nothing of one caller's data stays behind in a frame that the next one gets.
        frame.Scope = Value.Null;
        Array.Clear(frame.Locals);
        _spare = frame;
    }
}
