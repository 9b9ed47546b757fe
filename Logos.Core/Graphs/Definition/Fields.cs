using Logos.Core.Faults;
using Logos.Core.Graphs.Reading;
using Logos.Core.Graphs.Templates;
using Logos.Rules.Faults;

namespace Logos.Core.Graphs.Definition;

/// <summary>The fields of one map: reports those that nobody knows, and hands the others out by kind. An empty field is an absent one.</summary>
public sealed class Fields
{
    private readonly SourceNode.Map _map;
    private readonly string _owner;
    private readonly FaultList _faults;

    // `owner` is what a fault calls the map, such as "a node"; `advise` knows names that stand in the wrong place.
    public Fields(SourceNode.Map map, string owner, IReadOnlyList<string> known, FaultList faults, Func<string, string?>? advise = null)
    {
        _map = map;
        _owner = owner;
        _faults = faults;
        foreach (var entry in map.Entries)
        {
            if (!known.Contains(entry.Key.Text))
                faults.Add(entry.Key.Fault(CoreCodes.UnknownField, $"{owner} has no field `{entry.Key.Text}`", advise?.Invoke(entry.Key.Text) ?? Suggestion.DidYouMean(entry.Key.Text, known) ?? $"its fields are {string.Join(", ", known)}"));
        }
    }

    public SourceNode.Map Source => _map;

    public SourceNode? Any(string name) => _map[name] is { IsNull: false } node ? node : null;

    public SourceNode? Required(string name, string? hint = null)
    {
        if (Any(name) is { } node)
            return node;
        Missing(name, hint);
        return null;
    }

    public void Missing(string name, string? hint = null) =>
        _faults.Add((_map[name] ?? _map).Fault(CoreCodes.MissingField, $"{_owner} needs `{name}`", hint));

    public SourceNode.Map? Map(string name) => Any(name) is { } node ? As<SourceNode.Map>(name, node, "a map") : null;

    public SourceNode.List? List(string name) => Any(name) is { } node ? As<SourceNode.List>(name, node, "a list") : null;

    public SourceNode.Scalar? Text(string name)
    {
        if (Any(name) is not { } node)
            return null;
        if (node is SourceNode.Scalar { Value.IsString: true } text)
            return text;
        Wrong(name, node, "text", node is SourceNode.Scalar scalar ? $"write \"{scalar.Text}\" in quotes" : null);
        return null;
    }

    public bool? Boolean(string name)
    {
        if (Any(name) is not { } node)
            return null;
        if (node is SourceNode.Scalar { Value.Kind: Rules.Values.ValueKind.Boolean } scalar)
            return scalar.Value.AsBoolean();
        var word = (node as SourceNode.Scalar)?.Text.ToUpperInvariant();
        Wrong(name, node, "true or false", word switch { "YES" or "ON" or "Y" or "TRUE" => "write true", "NO" or "OFF" or "N" or "FALSE" => "write false", _ => null });
        return null;
    }

    public int? Integer(string name, int least, int most)
    {
        if (Any(name) is not { } node)
            return null;
        if (node is not SourceNode.Scalar { Value.IsNumber: true } scalar)
            Wrong(name, node, "a whole number");
        else if (!scalar.Value.TryGetInt64(out var number) || number < least || number > most)
            _faults.Add(node.Fault(CoreCodes.OutOfRange, $"`{name}` is a whole number from {least} to {most}, and this is {scalar.Text}"));
        else
            return (int)number;
        return null;
    }

    public TimeSpan? Duration(string name, bool allowZero = false)
    {
        if (Any(name) is not { } node)
            return null;
        if (node is SourceNode.Scalar { Value.IsNumber: true } bare)
            _faults.Add(node.Fault(CoreCodes.BadDuration, $"`{name}` is a duration, and {bare.Text} has no unit", $"write {bare.Text}s or {bare.Text}ms"));
        else if (node is not SourceNode.Scalar { Value.IsString: true } text)
            Wrong(name, node, "a duration such as 30s");
        else if (!Definition.Duration.TryParse(text.Text, out var duration))
            _faults.Add(node.Fault(CoreCodes.BadDuration, $"`{text.Text}` is no duration", "a whole number and ms, s, m, h or d: 200ms, 30s, 5m, 2h, 1d"));
        else if (duration == TimeSpan.Zero && !allowZero)
            _faults.Add(node.Fault(CoreCodes.OutOfRange, $"`{name}` is longer than nothing", "leave it out for the default"));
        else
            return duration;
        return null;
    }

    public T? Choice<T>(string name)
        where T : struct, Enum
    {
        if (Any(name) is not { } node)
            return null;
        var words = Enum.GetNames<T>().Select(word => word.ToLowerInvariant()).ToArray();
        if (node is SourceNode.Scalar { Value.IsString: true } text && Array.IndexOf(words, text.Text) is var at and >= 0)
            return Enum.GetValues<T>()[at];
        var given = node is SourceNode.Scalar scalar ? $"`{scalar.Text}`" : node.Kind;
        _faults.Add(node.Fault(CoreCodes.NotAChoice, $"`{name}` is one of {string.Join(", ", words)}, and this is {given}", node is SourceNode.Scalar s ? Suggestion.DidYouMean(s.Text, words) : null));
        return null;
    }

    /// <summary>A field that takes an expression, with or without braces; true and false stand for themselves.</summary>
    public Formula? Expression(string name)
    {
        if (Any(name) is not { } node)
            return null;
        if (node is SourceNode.Scalar { Value.Kind: Rules.Values.ValueKind.String or Rules.Values.ValueKind.Boolean } scalar)
            return TemplateText.ReadExpression(scalar, _faults);
        Wrong(name, node, "an expression");
        return null;
    }

    public void Wrong(string name, SourceNode node, string wanted, string? hint = null) =>
        _faults.Add(node.Fault(CoreCodes.WrongKind, $"`{name}` takes {wanted}, and this is {node.Kind}", hint));

    private T? As<T>(string name, SourceNode node, string wanted)
        where T : SourceNode
    {
        if (node is T fitting)
            return fitting;
        Wrong(name, node, wanted);
        return null;
    }
}
