using Logos.Rules.Expressions;
using Logos.Rules.Syntax;

namespace Logos.Rules.Grl;

/// <summary>Reads names from the working memory: a slot where the path has no named parts, put together otherwise.</summary>
internal sealed class FactsBinder(SlotTable table) : PathBinder
{
    private readonly Stack<Subject> _subjects = new();

    public override int Slot(Expr.Path path)
    {
        if (_subjects.Any(s => s.Covers(path)))
            return -1;
        var node = table.Intern(path);
        return node.Children.Count == 0 ? node.Index : -1;
    }

    public override Code Read(Expr.Path path)
    {
        foreach (var subject in _subjects)
        {
            if (subject.Covers(path))
                return OfElement(subject, path);
        }

        var slot = Slot(path);
        return slot >= 0 ? OfSlot(slot) : Whole(table.Intern(path));
    }

    public override Test Quantifier(Compiler compiler, Expr.Quantifier quantifier)
    {
        var pattern = Pattern.Of(quantifier.Condition);
        var level = _subjects.Count;
        _subjects.Push(new(level, pattern.Root, null));
        // `exists(Order)` asks for the fact itself: there is one, whatever it holds.
        var condition = quantifier.Condition is Expr.Path { Segments.Count: 1 } path ? Present(compiler.Value(path)) : compiler.Test(quantifier.Condition);
        _subjects.Pop();
        return Quantifier(quantifier, pattern, condition, level);
    }

    public override Code Accumulate(Compiler compiler, Expr.Accumulate accumulate)
    {
        var source = compiler.Value(accumulate.Source);
        var level = _subjects.Count;
        _subjects.Push(new(level, null, accumulate));
        var field = compiler.Value(accumulate.Field);
        var conditions = accumulate.Conditions.Select(compiler.Test).ToArray();
        _subjects.Pop();
        return Accumulate(accumulate, source, field, conditions, level);
    }

    private static Code OfSlot(int slot) => f => f.Slots[slot];

    private static Code Whole(SlotNode node) => f => f.Memory!.Read(node);

    private static Code OfElement(Subject subject, Expr.Path path) => f => subject.Read(f.Elements[subject.Level], path);

    private static Test Present(Code value) => f => value(f) is { IsNull: false } present && present != false;

    private static Test Quantifier(Expr.Quantifier quantifier, Pattern pattern, Test condition, int level) => f =>
    {
        var elements = pattern.Elements(f.Memory!);
        f.EnsureElements(level);
        for (var i = 0; i < elements.Count; i++)
        {
            f.Step(1, quantifier);
            f.Elements[level] = elements[i];
            if (condition(f) != quantifier.All)
                return !quantifier.All;
        }

        return quantifier.All;
    };

    private static Code Accumulate(Expr.Accumulate accumulate, Code source, Code field, Test[] conditions, int level) => f =>
    {
        var elements = ElementSet.Of(f.Memory!, accumulate.Source, source(f));
        var folding = new Folding(accumulate.Fold);
        f.EnsureElements(level);
        for (var i = 0; i < elements.Count; i++)
        {
            f.Step(1, accumulate);
            f.Elements[level] = elements[i];
            var holds = true;
            foreach (var condition in conditions)
                holds = holds && condition(f);
            if (holds)
                folding.Add(f, accumulate, field(f));
        }

        return folding.Result;
    };
}
