using System.Buffers;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Secrets;
using Logos.Core.Work;
using Logos.Rules.Values;

namespace Logos.Workers.Running;

/// <summary>Takes the secrets of a step out of whatever leaves it, in the forms in which they usually show.</summary>
public sealed class Masker
{
    public const string Mark = "***";

    public static readonly Masker None = new([]);

    // Below this a secret is a word that stands anywhere by chance: it is masked where it stands alone.
    private const int Shortest = 4;

    private readonly HashSet<string> _whole;
    private readonly string[] _forms;
    private readonly SearchValues<string>? _search;

    public Masker(IEnumerable<string> secrets)
    {
        _whole = new(secrets.Where(secret => secret.Length > 0), StringComparer.OrdinalIgnoreCase);
        _forms = [.. _whole.SelectMany(SecretForms.Of).Where(form => form.Length >= Shortest).Distinct(StringComparer.OrdinalIgnoreCase).OrderByDescending(form => form.Length)];
        _search = _forms.Length == 0 ? null : SearchValues.Create(_forms, StringComparison.OrdinalIgnoreCase);
    }

    public bool IsEmpty => _whole.Count == 0;

    /// <summary>It, and more secrets.</summary>
    public Masker With(IReadOnlyCollection<string> more) => more.Count == 0 ? this : new(_whole.Concat(more));

    public string Mask(string text)
    {
        if (IsEmpty)
            return text;
        if (_whole.Contains(text))
            return Mark;
        // Cuts first: what is whole in a piece of a secret, such as one line of it, would hide how far the piece goes.
        if (text.Contains('…', StringComparison.Ordinal))
            text = MaskCut(text);
        if (_search is not null && text.AsSpan().ContainsAny(_search))
        {
            foreach (var form in _forms)
                text = text.Replace(form, Mark, StringComparison.OrdinalIgnoreCase);
        }

        return text;
    }

    public Value Mask(Value value)
    {
        if (IsEmpty)
            return value;
        switch (value.Kind)
        {
            case ValueKind.String:
                return Mask(value.AsString());
            case ValueKind.Number:
                return _whole.Contains(value.ToText()) ? Mark : value;
            case ValueKind.List:
                return ValueList.From(value.AsList().Select(Mask));
            case ValueKind.Map:
                return ValueMap.From(value.AsMap().Select(member => KeyValuePair.Create(Mask(member.Key), Mask(member.Value))));
            default:
                return value;
        }
    }

    public Failure Mask(Failure failure) => IsEmpty ? failure : failure with { Message = Mask(failure.Message) };

    /// <summary>What a node was given, as it is recorded: what its type takes as a secret is masked wherever it came from.</summary>
    public Value MaskInput(Value with, NodeType type) => MaskInput(with, type.With, "");

    private Value MaskInput(Value value, Schema? schema, string name)
    {
        if (schema?.IsSecret == true && !value.IsNull)
            return Mark;
        if (value.IsMap)
            return ValueMap.From(value.AsMap().Select(member => KeyValuePair.Create(Mask(member.Key), IsSecretHeader(name, member) ? Mark : MaskInput(member.Value, schema?[member.Key], member.Key))));
        return value.IsList ? ValueList.From(value.AsList().Select(item => MaskInput(item, schema?.Items, name))) : Mask(value);
    }

    private static bool IsSecretHeader(string map, KeyValuePair<string, Value> member) => map == "headers" && SecretNames.MayBeSecretHeader(member.Key);

    // Messages cut long values off. What is left of a secret before the cut is still a part of it.
    private string MaskCut(string text)
    {
        for (var cut = text.IndexOf('…', StringComparison.Ordinal); cut >= 0; cut = text.IndexOf('…', cut + 1))
        {
            var length = _forms.Select(form => Overlap(text.AsSpan(0, cut), form)).DefaultIfEmpty(0).Max();
            if (length < Shortest)
                continue;
            text = string.Concat(text.AsSpan(0, cut - length), Mark, text.AsSpan(cut));
            cut = text.IndexOf('…', cut - length);
        }

        return text;
    }

    private static int Overlap(ReadOnlySpan<char> text, string form)
    {
        for (var length = Math.Min(text.Length, form.Length); length >= Shortest; length--)
        {
            if (text.EndsWith(form.AsSpan(0, length), StringComparison.OrdinalIgnoreCase))
                return length;
        }

        return 0;
    }
}
