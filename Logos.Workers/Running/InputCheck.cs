using Logos.Core.Faults;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Graphs.Templates;
using Logos.Core.Work;
using Logos.Rules.Values;
using Logos.Workers.Faults;

namespace Logos.Workers.Running;

/// <summary>
/// Holds what expressions yielded against what the type takes: the definition was checked before it ran, their
/// values could not be.
/// </summary>
public static class InputCheck
{
    private const int MostTold = 5;

    /// <returns>Null when it fits.</returns>
    public static Failure? Of(Value with, Schema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        var faults = new FaultList();
        SchemaCheck.Check(ToTemplate(with, schema), schema, faults);
        if (!faults.HasErrors)
            return null;
        var told = faults.InOrder().Take(MostTold).Select(fault => Named(fault.Message, fault.Path)).ToList();
        if (faults.Count > MostTold)
            told.Add($"and {faults.Count - MostTold} more");
        return new(WorkersCodes.BadInput, FailureKind.Permanent, string.Join("; ", told));
    }

    public static string Describe(Value value) => value.Kind switch
    {
        ValueKind.Null => "missing",
        ValueKind.Boolean => value.ToJson(),
        ValueKind.Number => $"the number {value.ToJson()}",
        ValueKind.String => "text",
        ValueKind.List => $"a list of {value.AsList().Count}",
        _ => "a map",
    };

    // The check names a field by its last name, which is enough beside a position in a file; here there is none.
    private static string Named(string message, string? path)
    {
        if (path is null)
            return message;
        var last = path;
        while (last.EndsWith(']'))
            last = last[..last.LastIndexOf('[')];
        last = $"`{last[(last.LastIndexOf('.') + 1)..]}`";
        return message.StartsWith(last, StringComparison.Ordinal) ? $"`{path}`{message.AsSpan(last.Length)}" : $"`{path}`: {message}";
    }

    // What may be anything may be large, and is not walked through.
    private static Template ToTemplate(Value value, Schema schema)
    {
        if (IsFree(schema))
            return new Template.Literal(value.IsNull ? Value.Null : Value.True);
        if (value.IsMap && schema.OneOf.Count == 0)
            return new Template.Map([.. value.AsMap().Select(member => new TemplateEntry(member.Key, ToTemplate(member.Value, schema[member.Key] ?? Schema.Any)))]);
        if (value.IsList && schema.OneOf.Count == 0)
            return new Template.List([.. value.AsList().Select(item => ToTemplate(item, schema.Items ?? Schema.Any))]);
        return Template.Of(value);
    }

    private static bool IsFree(Schema schema) => schema.Types.Count == 0 && schema.OneOf.Count == 0 && schema.Enum.Count == 0;
}
