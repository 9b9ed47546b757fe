using System.Text.Json;
using Logos.Core.Executions;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Graphs.Templates;
using Logos.Core.Faults;
using Logos.Rules.Values;

namespace Logos.Cli.Run;

/// <summary>Asks a person for the answer to an approval: yes or no, and with a yes the fields of its form, one by one.</summary>
internal sealed class Interview
{
    private readonly string _name;
    private readonly Schema? _form;
    private readonly ValueMap.Builder _fields = new();
    private string? _decision;
    private Value _whole;
    private int _next;

    public Interview(string name, Value with)
    {
        _name = name;
        _form = ApprovalAnswer.Form(with, out _);
    }

    /// <summary>The answer; null while something is still to be asked.</summary>
    public Value? Answer
    {
        get
        {
            if (_decision is null || (_decision == ApprovalAnswer.Approved && _form is not null && _next < Math.Max(1, _form.Properties.Count)))
                return null;
            Value form = _decision == ApprovalAnswer.Approved && _form is { Properties.Count: > 0 } ? _fields.Build() : _whole;
            return (Value)ValueMap.From([new("decision", _decision), new("form", form)]);
        }
    }

    public string Prompt
    {
        get
        {
            if (_decision is null)
                return $"{_name}? [y/n] ";
            if (_form!.Properties.Count == 0)
                return "the form, as JSON: ";
            var (name, schema, required) = _form.Properties[_next];
            var kind = schema.Enum.Count > 0 ? string.Join("/", schema.Enum.Select(option => option.ToText())) : schema.Types is [SchemaType.Boolean] ? "y/n" : "";
            var otherwise = schema.Default is { } value ? $"[{value.ToText()}] " : required ? "" : "[empty for none] ";
            return $"{name}{(kind.Length > 0 ? $" ({kind})" : "")}{(schema.Description is { } words ? $", {words}" : "")}: {otherwise}";
        }
    }

    /// <returns>What is wrong with it; the same is then asked again.</returns>
    public string? Take(string line)
    {
        line = line.Trim();
        if (_decision is null)
        {
            _decision = YesOrNo(line) switch { true => ApprovalAnswer.Approved, false => ApprovalAnswer.Rejected, _ => null };
            return _decision is null ? "y or n" : null;
        }

        var (name, schema, required) = _form!.Properties.Count == 0 ? new("form", _form, true) : _form.Properties[_next];
        if (line.Length == 0 && (schema.Default is not null || !required))
        {
            if (schema.Default is { } otherwise)
                _fields.Set(name, otherwise);
            _next++;
            return null;
        }

        if (Read(line, schema) is not { } value)
            return "that is not valid JSON";
        var faults = new FaultList();
        SchemaCheck.Check(Template.Of(value), schema, faults, Core.Graphs.Reading.SourcePath.Root.Member(name));
        if (faults.HasErrors)
            return string.Join("; ", faults.InOrder().Select(fault => fault.Message));
        if (_form.Properties.Count == 0)
            _whole = value;
        else
            _fields.Set(name, value);
        _next++;
        return null;
    }

    // What may be text is text; a yes is a true.
    private static Value? Read(string line, Schema schema)
    {
        if (schema.Types.Contains(SchemaType.String) || (schema.Types.Count == 0 && schema.Enum.Any(option => option.IsString)))
            return line;
        if (schema.Types is [SchemaType.Boolean] && YesOrNo(line) is { } said)
            return said;
        try
        {
            return ValueJson.Parse(line);
        }
        catch (JsonException)
        {
            return schema.Types.Count == 0 ? line : null;
        }
    }

    private static bool? YesOrNo(string line) => line.ToUpperInvariant() switch { "Y" or "YES" => true, "N" or "NO" => false, _ => null };
}
