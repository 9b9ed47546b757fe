using System.Runtime.CompilerServices;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Graphs.Templates;
using Logos.Rules.Expressions;
using Logos.Rules.Values;
using Logos.Workers.Faults;
using Logos.Workers.Running;

namespace Logos.Workers.Rule;

/// <summary>A <c>rule</c> node, ordered: names are worked out after those that they read.</summary>
internal sealed class RuleProgram
{
    private static readonly ConditionalWeakTable<Template.Map, RuleProgram> Cache = [];

    private readonly Name[] _names;
    private readonly Template _output;
    private readonly Value? _constant;

    private RuleProgram(Template.Map with)
    {
        var let = with["let"] as Template.Map ?? Template.Map.Empty;
        var order = LetOrder.Of(let, out var circle)
            ?? throw FailureException.Permanent(WorkersCodes.BadInput, $"names of `let` are given in terms of each other: {string.Join(", ", circle.Select(entry => $"`{entry.Name}`"))}");
        _output = with["output"] ?? throw FailureException.Permanent(WorkersCodes.BadInput, "`output` is missing");
        _constant = _output.IsConstant ? _output.Evaluate(Value.Null) : (Value?)null;
        var fresh = new HashSet<string>(StringComparer.Ordinal);
        _names = new Name[order.Count];
        for (var i = 0; i < _names.Length; i++)
        {
            var needsFresh = order[i].Value.Formulas.SelectMany(formula => formula.Expression.Reads).Any(path => fresh.Contains(path.Root));
            if (needsFresh)
                fresh.Clear();
            fresh.Add(order[i].Name);
            _names[i] = new(order[i].Name, order[i].Value, order[i].Value.IsConstant ? order[i].Value.Evaluate(Value.Null) : (Value?)null, needsFresh);
        }
    }

    // A scope is copied when names join it: that happens once for all that do not wait for each other.
    private readonly record struct Name(string Text, Template Template, Value? Constant, bool ReadsFresh);

    public static RuleProgram Of(Template.Map with) => Cache.GetValue(with, static definition => new(definition));

    public Value Evaluate(Value scope, EvaluationOptions options)
    {
        if (_constant is { } constant && _names.Length == 0)
            return constant;
        var known = scope.AsMap();
        var values = new Value[_names.Length];
        var joined = 0;
        for (var i = 0; i < _names.Length; i++)
        {
            if (_names[i].ReadsFresh)
            {
                known = Join(known, values, joined, i);
                joined = i;
            }

            values[i] = _names[i].Constant ?? Evaluate(_names[i].Template, known, options, "let." + _names[i].Text);
        }

        return _constant ?? Evaluate(_output, Join(known, values, joined, _names.Length), options, "output");
    }

    private ValueMap Join(ValueMap known, Value[] values, int from, int to)
    {
        if (from == to)
            return known;
        var joined = new ValueMap.Builder(known.Count + to - from);
        var names = known.Names;
        var members = known.Values;
        for (var i = 0; i < names.Length; i++)
            joined.Set(names[i], members[i]);
        for (var i = from; i < to; i++)
            joined.Set(_names[i].Text, values[i]);
        return joined.Build();
    }

    private static Value Evaluate(Template template, Value scope, EvaluationOptions options, string field)
    {
        try
        {
            return template.Evaluate(scope, options);
        }
        catch (EvaluationException exception)
        {
            throw new EvaluationException(exception.Fault with { Message = $"`{field}`: {exception.Fault.Message}" });
        }
    }
}
