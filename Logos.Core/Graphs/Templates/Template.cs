using Logos.Core.Faults;
using Logos.Core.Graphs.Reading;
using Logos.Rules.Expressions;
using Logos.Rules.Faults;
using Logos.Rules.Values;

namespace Logos.Core.Graphs.Templates;

/// <summary>A value of a definition, in which expressions may stand.</summary>
public abstract record Template
{
    private Template()
    {
    }

    /// <summary>Null in a definition that was built by code.</summary>
    public SourceNode? Source { get; init; }

    /// <summary>A value without expressions, and without parts.</summary>
    public sealed record Literal(Value Value) : Template
    {
        /// <summary>Text in which braces mean nothing, such as rules.</summary>
        public bool IsVerbatim { get; init; }
    }

    /// <summary><c>${{ expr }}</c> alone: the value keeps its type.</summary>
    public sealed record Whole(Formula Formula) : Template;

    /// <summary>Expressions inside text: their values are formatted.</summary>
    public sealed record Text(IReadOnlyList<TextPart> Parts) : Template;

    public sealed record List(IReadOnlyList<Template> Items) : Template;

    public sealed record Map(IReadOnlyList<TemplateEntry> Entries) : Template
    {
        public static readonly Map Empty = new([]);

        public Template? this[string name]
        {
            get
            {
                foreach (var entry in Entries)
                {
                    if (entry.Name == name)
                        return entry.Value;
                }

                return null;
            }
        }
    }

    /// <summary>Every expression in it, in the order written.</summary>
    public IEnumerable<Formula> Formulas => this switch
    {
        Literal => [],
        Whole whole => [whole.Formula],
        Text text => text.Parts.Where(part => part.Formula is not null).Select(part => part.Formula!),
        List list => list.Items.SelectMany(item => item.Formulas),
        Map map => map.Entries.SelectMany(entry => entry.Value.Formulas),
        _ => throw Unknown(),
    };

    /// <summary>True when nothing in it has to be evaluated.</summary>
    public bool IsConstant => this switch
    {
        Literal => true,
        Whole or Text => false,
        List list => list.Items.All(item => item.IsConstant),
        Map map => map.Entries.All(entry => entry.Value.IsConstant),
        _ => throw Unknown(),
    };

    /// <exception cref="EvaluationException">An expression failed.</exception>
    public Value Evaluate(Value scope, EvaluationOptions? options = null) => this switch
    {
        Literal literal => literal.Value,
        Whole whole => whole.Formula.Expression.Evaluate(scope, options),
        Text text => string.Concat(text.Parts.Select(part => part.Formula?.Expression.Evaluate(scope, options).ToText() ?? part.Text)),
        List list => Evaluate(list, scope, options),
        Map map => Evaluate(map, scope, options),
        _ => throw Unknown(),
    };

    /// <summary>The template as data, expressions in their braces: what was written.</summary>
    public Value ToValue() => this switch
    {
        Literal literal => literal.Value.IsString && !literal.IsVerbatim ? TemplateText.Escape(literal.Value.AsString()) : literal.Value,
        Whole { Formula.IsBare: true } whole => whole.Formula.Text,
        Whole whole => TemplateText.Braces(whole.Formula),
        Text text => string.Concat(text.Parts.Select(part => part.Formula is { } formula ? TemplateText.Braces(formula) : TemplateText.Escape(part.Text))),
        List list => ValueList.From(list.Items.Select(item => item.ToValue())),
        Map map => ValueMap.From(map.Entries.Select(entry => KeyValuePair.Create(entry.Name, entry.Value.ToValue()))),
        _ => throw Unknown(),
    };

    private static ValueList Evaluate(List list, Value scope, EvaluationOptions? options)
    {
        var items = new List<Value>(list.Items.Count);
        for (var i = 0; i < list.Items.Count; i++)
            items.Add(list.Items[i].Evaluate(scope, options));
        return ValueList.From(items);
    }

    private static ValueMap Evaluate(Map map, Value scope, EvaluationOptions? options)
    {
        var members = new ValueMap.Builder(map.Entries.Count);
        for (var i = 0; i < map.Entries.Count; i++)
            members.Set(map.Entries[i].Name, map.Entries[i].Value.Evaluate(scope, options));
        return members.Build();
    }

    /// <summary>A template that stands alone, as JSON.</summary>
    /// <returns>Null when it cannot be read, all of which is then in <paramref name="faults"/>.</returns>
    public static Template? Parse(ReadOnlySpan<byte> json, out IReadOnlyList<Fault> faults)
    {
        var found = new FaultList();
        var template = SourceReader.Read(json, GraphFormat.Json, found) is { } root ? TemplateReader.Read(root, found) : null;
        faults = found.InOrder();
        return found.Count == 0 ? template : null;
    }

    /// <summary>Data as a template that yields it.</summary>
    public static Template Of(Value value) => value.Kind switch
    {
        ValueKind.List => new List([.. value.AsList().Select(Of)]),
        ValueKind.Map => new Map([.. value.AsMap().Select(member => new TemplateEntry(member.Key, Of(member.Value)))]),
        _ => new Literal(value),
    };

    public sealed override string ToString() => ToValue().ToJson();

    private InvalidOperationException Unknown() => new($"unknown case {GetType().Name}");
}

public sealed record TemplateEntry(string Name, Template Value)
{
    /// <summary>Where its name stands.</summary>
    public SourceNode.Scalar? Key { get; init; }
}

/// <summary>A piece of text, or the expression between two pieces.</summary>
public sealed record TextPart(string Text, Formula? Formula = null);
