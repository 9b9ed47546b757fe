using Logos.Rules.Faults;
using Logos.Rules.Patterns;
using Logos.Rules.Syntax;
using Logos.Rules.Values;

namespace Logos.Rules.Expressions;

internal delegate Value Code(Frame frame);

internal delegate bool Test(Frame frame);

/// <summary>What a running evaluation works on. One thread at a time; used again for the next evaluation.</summary>
internal sealed class Frame
{
    private const int MaxCallDepth = 64;

    private int _steps;
    private int _granted;
    private long _taken;
    private int _output;
    private DateTimeOffset? _now;
    private string? _pattern;

    /// <summary>The root names of an expression.</summary>
    public Value Scope;

    /// <summary>The facts of a rule set, by slot.</summary>
    public Value[] Slots = [];

    /// <summary>The parameters of the lambdas that are running.</summary>
    public Value[] Locals = new Value[8];

    /// <summary>The elements that exists, forall and accumulate look at, by how deep they nest.</summary>
    public Element[] Elements = new Element[2];

    public Grl.WorkingMemory? Memory;

    /// <summary>The rule that is evaluated, by its rank: a number, since it is set for every condition and read for a message.</summary>
    public int Rule = -1;

    public Grl.RuleProgram[] Rules = [];

    public string? Owner => Rule >= 0 ? Rules[Rule].Definition.Name : null;

    public int StepsLeft => _steps;

    public void Begin(EvaluationOptions options)
    {
        _now = options.Now;
        _steps = _granted = options.MaxSteps;
        _taken = 0;
        _output = options.MaxOutput;
        _pattern = null;
    }

    public void Refill(EvaluationOptions options)
    {
        Refill(options.MaxSteps);
        _pattern = null;
    }

    public void Refill(int steps)
    {
        _taken += _granted - _steps;
        _steps = _granted = steps;
    }

    /// <summary>The steps since this was last asked, over all refills.</summary>
    public long Taken()
    {
        var taken = _taken + _granted - _steps;
        _taken = 0;
        _granted = _steps;
        return taken;
    }

    public DateTimeOffset Now => _now ??= TimeProvider.System.GetUtcNow();

    public void Step(int count, Expr at)
    {
        if ((_steps -= count) < 0)
            throw Exhausted(at);
    }

    public EvaluationException Exhausted(Expr at) => Failure.Of(RulesCodes.StepBudget, this, at, "the evaluation took more steps than its budget allows");

    /// <summary>
    /// A pattern from the data has to be built. Whether it is kept from before does not count: the same
    /// evaluation takes the same steps wherever it runs.
    /// </summary>
    public void Patterned(TextPattern pattern, Expr at)
    {
        if (_pattern == pattern.Text)
            return;
        _pattern = pattern.Text;
        Step(pattern.Effort / TextPattern.PlacesInStep, at);
    }

    public void Made(int size, Expr at)
    {
        if ((_output -= size) < 0)
            throw Failure.Of(RulesCodes.OutputBudget, this, at, "the evaluation made more data than its budget allows");
    }

    /// <summary>What was made of parts that may be shared: not larger or deeper than can be written out.</summary>
    public Value Bounded(ValueList made, Expr at)
    {
        if (made.Extent.IsTooLarge)
            throw Failure.TooLarge(this, at, $"what `{Failure.Short(Printer.Print(at))}` makes", made.Extent);
        return made;
    }

    /// <summary>An element, and how many segments of a path led to it.</summary>
    public readonly record struct Element(Value Value, int Depth);

    public void EnsureElements(int level)
    {
        if (Elements.Length <= level)
            Array.Resize(ref Elements, level + 2);
    }

    public void EnsureLocals(int count)
    {
        if (Locals.Length < count)
            Array.Resize(ref Locals, Math.Max(count, Math.Min(MaxCallDepth, Locals.Length * 2)));
    }
}
