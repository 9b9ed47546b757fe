using System.Globalization;
using Logos.Core.Executions;
using Logos.Core.Graphs.NodeTypes;
using Logos.Rules.Values;

namespace Logos.Workers.Running;

/// <summary>What a step was given, as it is recorded: secrets masked, and what is large abbreviated.</summary>
public static class StepInput
{
    /// <summary>Above this it is abbreviated.</summary>
    public const int MaxBytes = 16 * 1024;

    private const string Cut = "…";
    private const int LongestText = 200;
    private const int MostMembers = 20;
    private const int Deepest = 6;
    private const int MostValues = 200;

    /// <param name="mayConceal">Its type takes secrets.</param>
    public static Payload Of(Value with, NodeType type, bool mayConceal, Masker masker)
    {
        ArgumentNullException.ThrowIfNull(type);
        ArgumentNullException.ThrowIfNull(masker);
        // First written, which is bounded: a value shares its parts, and a walk over it may be far longer than it is large.
        if (Write(with) is not { } json)
            return Abbreviated(with, type, masker);
        if (masker.IsEmpty && !mayConceal && json.AsSpan().IndexOf("\"headers\""u8) < 0)
            return Payload.Inline(json);
        return Write(masker.MaskInput(with, type)) is { } masked ? Payload.Inline(masked) : Abbreviated(with, type, masker);
    }

    internal static bool MayConceal(Schema schema) =>
        schema.IsSecret || schema.Properties.Any(property => MayConceal(property.Schema)) || schema.OneOf.Any(MayConceal) ||
        schema.Items is { } items && MayConceal(items) || schema.AdditionalProperties is { } others && MayConceal(others);

    private static Payload Abbreviated(Value with, NodeType type, Masker masker)
    {
        var left = MostValues;
        return Payload.Inline(Write(masker.MaskInput(Shorten(with, masker, 0, ref left), type)) ?? Write(Cut)!);
    }

    // Each text is masked before it is cut, so that no piece of a secret is left.
    private static Value Shorten(Value value, Masker masker, int depth, ref int left)
    {
        left--;
        switch (value.Kind)
        {
            case ValueKind.String:
                return Shorten(masker.Mask(value.AsString()));
            case ValueKind.List when depth < Deepest:
                var list = new List<Value>();
                foreach (var item in value.AsList())
                {
                    if (list.Count == MostMembers || left <= 0)
                    {
                        list.Add(string.Create(CultureInfo.InvariantCulture, $"{Cut} {value.AsList().Count - list.Count} more"));
                        break;
                    }

                    list.Add(Shorten(item, masker, depth + 1, ref left));
                }

                return ValueList.From(list);
            case ValueKind.Map when depth < Deepest:
                var map = new List<KeyValuePair<string, Value>>();
                foreach (var member in value.AsMap())
                {
                    if (map.Count == MostMembers || left <= 0)
                    {
                        map.Add(new(Cut, string.Create(CultureInfo.InvariantCulture, $"{value.AsMap().Count - map.Count} more")));
                        break;
                    }

                    map.Add(new(Shorten(masker.Mask(member.Key)), Shorten(member.Value, masker, depth + 1, ref left)));
                }

                return ValueMap.From(map);
            case ValueKind.List or ValueKind.Map:
                return Cut;
            default:
                return value;
        }
    }

    private static string Shorten(string text)
    {
        if (text.Length <= LongestText)
            return text;
        var end = char.IsHighSurrogate(text[LongestText - 1]) ? LongestText - 1 : LongestText;
        return string.Concat(text.AsSpan(0, end), Cut);
    }

    /// <returns>Null when it is too large, or too deep.</returns>
    private static byte[]? Write(Value value)
    {
        try
        {
            return ValueJson.WriteUtf8(value, MaxBytes);
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
