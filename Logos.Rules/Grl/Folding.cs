using Logos.Rules.Expressions;
using Logos.Rules.Faults;
using Logos.Rules.Syntax;
using Logos.Rules.Values;

namespace Logos.Rules.Grl;

/// <summary>What accumulate makes of the values it has gone through; nulls are left out.</summary>
internal struct Folding(Fold fold)
{
    private Value _result = fold is Fold.Sum ? 0 : Value.Null;
    private int _count;
    private List<Value>? _collected;

    public void Add(Frame frame, Expr.Accumulate at, in Value value)
    {
        if (value.IsNull)
            return;
        _count++;
        switch (fold)
        {
            case Fold.Sum or Fold.Avg:
                if (!value.IsNumber)
                    throw Failure.Of(RulesCodes.NotANumber, frame, at, $"accumulate cannot add `{Printer.Print(at.Field)}`, which is {Failure.Describe(value)}");
                _result = Numbers.Add(_result.IsNull ? 0 : _result, value);
                if (_result.IsNull)
                    throw Failure.Of(RulesCodes.NumberTooLarge, frame, at, "the sum is too large for a number");
                break;
            case Fold.Min or Fold.Max:
                Extreme(frame, at, value);
                break;
            case Fold.Collect:
                frame.Made(1, at);
                (_collected ??= []).Add(value);
                break;
        }
    }

    public readonly Value Result => fold switch
    {
        Fold.Count => _count,
        Fold.Avg => _count == 0 ? Value.Null : Numbers.Divide(_result, _count),
        Fold.Collect => _collected is null ? ValueList.Empty : ValueList.From(_collected),
        _ => _result,
    };

    private void Extreme(Frame frame, Expr.Accumulate at, in Value value)
    {
        if (_result.IsNull)
            _result = value;
        else if (!Comparison.TryCompare(value, _result, out var order))
            throw Failure.Of(RulesCodes.NotANumber, frame, at, $"accumulate cannot compare `{Printer.Print(at.Field)}`, which is {Failure.Describe(value)}, with {Failure.Describe(_result)}");
        else if (fold == Fold.Min ? order < 0 : order > 0)
            _result = value;
    }
}
