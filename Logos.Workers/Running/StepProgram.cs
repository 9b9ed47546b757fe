using System.Runtime.CompilerServices;
using Logos.Core.Executions;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Graphs.Templates;
using Logos.Rules.Expressions;
using Logos.Rules.Values;

namespace Logos.Workers.Running;

/// <summary>What follows from a step's <c>with</c> once and for all: worked out at its first run, and kept as long as it is.</summary>
internal sealed class StepProgram
{
    private static readonly ConditionalWeakTable<Template.Map, StepProgram> Cache = [];

    private readonly NodeType _type;
    private readonly Field[] _fields;
    private readonly Value? _constant;
    private readonly bool _mayConceal;
    private Payload? _constantInput;

    private StepProgram(Template.Map with, NodeType type)
    {
        _type = type;
        _mayConceal = StepInput.MayConceal(type.With);
        _fields = [.. with.Entries.Where(entry => !type.Deferred.Contains(entry.Name)).Select(entry => new Field(entry))];
        if (_fields.All(field => field.Constant is not null))
            _constant = ValueMap.From(_fields.Select(field => KeyValuePair.Create(field.Name, field.Constant!.Value)));
        var reads = with.Formulas.SelectMany(formula => formula.Expression.Reads).ToArray();
        Secrets = [.. reads.Where(path => path.Root == "secrets" && path.Segments is [_, { Name: not null }, ..]).Select(path => path.Segments[1].Name!).Distinct()];
        ReadsRun = reads.Any(path => path.Root == "run");
        ReadsAbout = [.. reads.Where(path => path.Segments is [_, { Name: ['$', ..] }, ..]).Select(path => (path.Root, path.Segments[1].Name!)).Distinct()];
    }

    public IReadOnlyList<string> Secrets { get; }

    /// <summary>It asks which attempt it is.</summary>
    public bool ReadsRun { get; }

    /// <summary>The nodes of which it reads more than their outputs: <c>$status</c>.</summary>
    public IReadOnlyList<(string Node, string Member)> ReadsAbout { get; }

    public static StepProgram Of(Template.Map with, NodeType type)
    {
        if (Cache.TryGetValue(with, out var known) && ReferenceEquals(known._type, type))
            return known;
        var program = new StepProgram(with, type);
        Cache.AddOrUpdate(with, program);
        return program;
    }

    /// <exception cref="EvaluationException">An expression failed; the fault names the field.</exception>
    public Value Evaluate(Value scope, EvaluationOptions options)
    {
        if (_constant is { } constant)
            return constant;
        var with = new ValueMap.Builder(_fields.Length);
        foreach (var field in _fields)
            with.Set(field.Name, field.Constant ?? field.Evaluate(scope, options));
        return with.Build();
    }

    /// <summary>What is recorded of it; null when it takes nothing.</summary>
    public Payload? Record(Value with, Masker masker)
    {
        if (_fields.Length == 0)
            return null;
        if (_constant is null || !masker.IsEmpty)
            return StepInput.Of(with, _type, _mayConceal, masker);
        return _constantInput ??= StepInput.Of(with, _type, _mayConceal, masker);
    }

    private sealed class Field(TemplateEntry entry)
    {
        public string Name => entry.Name;

        public Value? Constant { get; } = entry.Value.IsConstant ? entry.Value.Evaluate(Value.Null) : (Value?)null;

        public Value Evaluate(Value scope, EvaluationOptions options)
        {
            try
            {
                return entry.Value.Evaluate(scope, options);
            }
            catch (EvaluationException exception)
            {
                throw new EvaluationException(exception.Fault with { Message = $"`{Name}`: {exception.Fault.Message}" });
            }
        }
    }
}
