using Logos.Rules.Expressions;
using Logos.Rules.Syntax;

namespace Logos.Rules.Grl;

/// <summary>Compiles the rules of a file: first all their paths get slots, then each becomes delegates.</summary>
internal sealed class RuleCompiler
{
    private readonly NameTable _groups = new(RuleDefinition.MainGroup);
    private readonly NameTable _activationGroups = new();
    private readonly List<int> _members = [];
    private readonly FactsBinder _binder;
    private readonly Compiler _conditions;
    private readonly Compiler _values;

    private RuleCompiler()
    {
        _binder = new(Slots);
        _conditions = new(_binder, ExpressionMode.Condition);
        _values = new(_binder, ExpressionMode.Value);
    }

    public SlotTable Slots { get; } = new();

    public NameTable Groups => _groups;

    public int ActivationGroupCount => _activationGroups.Count;

    public int LocalCount => Math.Max(_conditions.LocalCount, _values.LocalCount);

    public static (RuleCompiler Compiler, RuleProgram[] Programs) Compile(IReadOnlyList<RuleDefinition> rules)
    {
        var compiler = new RuleCompiler();
        // OrderBy is stable: ties fire in the order written.
        var ranked = rules.OrderByDescending(r => r.Salience).ToArray();
        for (var rank = 0; rank < ranked.Length; rank++)
            compiler.AddSlots(ranked[rank], rank);
        compiler.Slots.ConnectPatterns();
        var programs = new RuleProgram[ranked.Length];
        for (var rank = 0; rank < ranked.Length; rank++)
            programs[rank] = compiler.Compile(ranked[rank], rank);
        return (compiler, programs);
    }

    private void AddSlots(RuleDefinition rule, int rank)
    {
        ReadSet.Collect(rule.When, path => Slots.Intern(path).AddReader(rank), name => Slots.AddPatternReader(name, rank));
        foreach (var statement in rule.Then)
            AddSlots(statement);
    }

    private void AddSlots(Statement statement)
    {
        switch (statement)
        {
            case Statement.Assign assign:
                Slots.Intern(assign.Target);
                AddSlots(assign.Value);
                break;
            case Statement.Retract retract:
                Slots.Intern(retract.Target);
                break;
            case Statement.Log log:
                foreach (var part in log.Parts)
                    AddSlots(part);
                break;
            case Statement.ActivateAgendaGroup or Statement.Complete:
                break;
        }
    }

    private void AddSlots(Expr expression) => ReadSet.Collect(expression, path => Slots.Intern(path), _ => { });

    private RuleProgram Compile(RuleDefinition rule, int rank) => new(
        rule,
        rank,
        _groups.Number(rule.AgendaGroup),
        rule.ActivationGroup is { } group ? _activationGroups.Number(group) : -1,
        _conditions.Test(rule.When),
        [.. rule.Then.Select(Compile)],
        ReadSet.Of(rule.When),
        HasPattern(rule.When))
    { Place = Place(_groups.Number(rule.AgendaGroup)), Look = Effort.Of(rule.When), Firing = Effort.Of(rule.Then.SelectMany(Parts)) };

    private static IEnumerable<Expr> Parts(Statement statement) => statement switch
    {
        Statement.Assign assign => [assign.Value],
        Statement.Log log => log.Parts,
        _ => [],
    };

    private static bool HasPattern(Expr expression) => expression is Expr.Quantifier or Expr.Accumulate || Reads.Children(expression).Any(HasPattern);

    private Act Compile(Statement statement) => statement switch
    {
        Statement.Assign assign => Assign(assign, Slots.Intern(assign.Target)),
        Statement.Retract retract => Retract(Slots.Intern(retract.Target)),
        Statement.Log log => Log([.. log.Parts.Select(_values.Value)], log),
        Statement.ActivateAgendaGroup activate => Activate(_groups.Number(activate.Group)),
        Statement.Complete => s => s.Complete(),
        _ => throw new InvalidOperationException($"unknown statement {statement.GetType().Name}"),
    };

    private Act Assign(Statement.Assign assign, SlotNode target)
    {
        if (assign.Operator is not { } operation)
            return Write(target, _values.Value(assign.Value), assign.Value);
        var change = new Expr.Binary(assign.Span, operation, assign.Target, assign.Value);
        return Write(target, Change(change, _values.Value(assign.Target), _values.Value(change)), change);
    }

    // `x += 1` changes what is there; where nothing is, a typing mistake is likelier than a beginning.
    private static Code Change(Expr.Binary change, Code target, Code value) => f => target(f).IsNull ? throw Failure.NothingToChange(f, change) : value(f);

    private static Act Write(SlotNode target, Code value, Expr at) => s => s.Write(target, value(s.Frame), at);

    private static Act Retract(SlotNode target) => s => s.Remove(target);

    private static Act Log(Code[] parts, Statement.Log log) => s => s.Log(parts, log);

    private static Act Activate(int group) => s => s.Activate(group);

    private int Place(int group)
    {
        while (_members.Count <= group)
            _members.Add(0);
        return _members[group]++;
    }
}
