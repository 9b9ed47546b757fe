using Logos.Core.Faults;
using Logos.Core.Graphs.Definition;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Graphs.Templates;
using Logos.Core.Graphs.Topology;
using Logos.Rules.Expressions.Typing;
using Logos.Rules.Faults;
using Logos.Rules.Syntax;

namespace Logos.Core.Graphs.Validation;

/// <summary>
/// Every expression of a graph, held against what it can yield and against what its place takes. Of inputs it is
/// known what they are declared as, of the engine's own names what they are, and of a node's output nothing.
/// </summary>
internal sealed class FormulaTypes
{
    /// <summary>True or false is needed here.</summary>
    public static readonly Schema Condition = new() { Format = SchemaFormat.Expression };

    public static readonly Schema ListOfItems = new() { Types = [SchemaType.Array] };

    private static readonly StaticType Text = StaticType.Of(Kinds.String);
    private static readonly StaticType TextIfAny = StaticType.Of(Kinds.String | Kinds.Null);
    private static readonly StaticType NumberIfAny = StaticType.Of(Kinds.Number | Kinds.Null);
    private static readonly StaticType ObjectIfAny = StaticType.Of(Kinds.Map | Kinds.Null);

    private readonly GraphTopology _topology;
    private readonly FaultList _faults;
    private readonly TypeChecker _checker;
    private readonly Dictionary<string, StaticType> _inputs = new(StringComparer.Ordinal);
    private Scope _scope = new() { Place = "" };

    public FormulaTypes(GraphDefinition graph, GraphTopology topology, FaultList faults)
    {
        (_topology, _faults) = (topology, faults);
        _checker = new(TypeOf);
        // An input that is left out is its default, or null.
        foreach (var input in graph.Inputs)
            _inputs[input.Name] = input.Required || input.Default is { IsNull: false } ? Of(input.Schema) : Of(input.Schema).Or(Kinds.Null);
    }

    public void Check(Formula formula, Scope scope, Schema? schema)
    {
        _scope = scope;
        _checker.Clear();
        var root = formula.Expression.Root;
        var type = StaticType.Unknown;
        if (schema?.Format == SchemaFormat.Expression)
            _checker.CheckCondition(root);
        else
            type = _checker.TypeOf(root);
        foreach (var finding in _checker.Findings)
        {
            var hint = finding.Hint ?? (finding.Code == RulesCodes.NeverTrue && ReferenceEquals(schema, Condition) ? "mend it; what is off on purpose has `when: false`" : null);
            _faults.Add(formula.Fault(finding.Code, finding.At.Span, finding.Message, hint, finding.Severity));
        }

        if (schema is { IsFixed: false } && type.Present != Kinds.None && !type.MayBe(Takes(schema)))
            Misplaced(formula, type, schema);
    }

    /// <summary>What <c>item</c> is, one of these.</summary>
    public StaticType ItemOf(Template items, Scope scope)
    {
        if (items is not Template.Whole whole)
            return StaticType.Unknown;
        _scope = scope;
        _checker.Clear();
        var type = _checker.TypeOf(whole.Formula.Expression.Root);
        return type.MayBe(Kinds.List) ? type.Items : StaticType.Unknown;
    }

    private void Misplaced(Formula formula, StaticType type, Schema schema)
    {
        var what = formula.Source?.Path.Last is { } name ? $"`{name}`" : "this";
        var hint = type.Present switch
        {
            Kinds.Number when schema.Format == SchemaFormat.Duration => $"give it a unit: \"{TemplateText.Braces(formula)}s\"",
            Kinds.Number or Kinds.Boolean when schema is { Enum.Count: 0, Format: null or SchemaFormat.Text } && schema.Types.Contains(SchemaType.String) => $"make text of it: `\"\" + {formula.Text}`",
            not Kinds.Map when schema.Types is [SchemaType.Array] => $"write `[{formula.Text}]` for a list of one",
            _ => null,
        };
        _faults.Add(formula.Fault(CoreCodes.WrongKind, formula.Expression.Root.Span, $"{what} takes {SchemaCheck.Words(schema)}, and `{formula.Text}` is {type}", hint));
    }

    private StaticType TypeOf(Expr.Path path)
    {
        if (_scope.Locals.Contains(path.Root))
            return StaticType.Unknown;
        var member = path.Segments.Count > 1 ? path.Segments[1].Name : null;
        switch (path.Root)
        {
            case "inputs" when member is not null && _inputs.TryGetValue(member, out var input):
                return input.Below(path, 2);
            case "secrets" when member is not null:
                return Text.Below(path, 2);
            case "run" when member is not null && Names.RunMembers.Contains(member):
                return (member == "attempt" ? NumberIfAny : TextIfAny).Below(path, 2);
            case "item" when _scope.Item:
                return _scope.ItemType.Below(path, 1);
            case "index" when _scope.Item:
                return StaticType.Of(Kinds.Number).Below(path, 1);
            case "inputs" or "secrets" or "run" when path.Segments.Count == 1:
                return StaticType.Of(Kinds.Map);
            default:
                return member is "$status" or "$error" && _topology.IndexOf(path.Root) >= 0
                    ? (member == "$status" ? TextIfAny : ObjectIfAny).Below(path, 2)
                    : StaticType.Unknown;
        }
    }

    private static StaticType Of(Schema schema)
    {
        var kinds = Takes(schema);
        return kinds == Kinds.List && schema.Items is { } items ? StaticType.ListOf(Of(items)) : StaticType.Of(kinds);
    }

    private static Kinds Takes(Schema schema)
    {
        if (schema.Types.Count == 0)
            return schema.OneOf.Count == 0 ? Kinds.Any : schema.OneOf.Aggregate(Kinds.None, (kinds, option) => kinds | Takes(option));
        return schema.Types.Aggregate(Kinds.None, (kinds, type) => kinds | type switch
        {
            SchemaType.String => Kinds.String,
            SchemaType.Number or SchemaType.Integer => Kinds.Number,
            SchemaType.Boolean => Kinds.Boolean,
            SchemaType.Array => Kinds.List,
            SchemaType.Object => Kinds.Map,
            SchemaType.Null => Kinds.Null,
            _ => throw new ArgumentOutOfRangeException(nameof(schema)),
        });
    }
}
