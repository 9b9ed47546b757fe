using Logos.Rules.Values;

namespace Logos.Rules.Grl;

/// <summary>A large value as an explanation tells it: its beginning, and how much more there is.</summary>
public static class Abbreviation
{
    /// <summary>What is smaller, written out, is told whole.</summary>
    public const int Whole = 1000;

    private const int LongestText = 200;
    private const int MostParts = 20;
    private const int Deepest = 3;

    public static Value Of(in Value value) => Extent.Of(value).Size <= Whole ? value : Short(value, Deepest);

    private static Value Short(in Value value, int depth) => value.RawReference switch
    {
        string text when text.Length > LongestText => $"{text.AsSpan(0, char.IsHighSurrogate(text[LongestText - 1]) ? LongestText - 1 : LongestText)}… {text.Length - LongestText:N0} more characters",
        ValueList list => Short(list, depth),
        ValueMap map => Short(map, depth),
        _ => value,
    };

    private static Value Short(ValueList list, int depth)
    {
        if (depth == 0 && list.Count > 0)
            return $"… a list of {list.Count:N0}";
        var kept = list.AsSpan()[..Math.Min(list.Count, MostParts)];
        var parts = new List<Value>(kept.Length + 1);
        foreach (ref readonly var item in kept)
            parts.Add(Short(item, depth - 1));
        if (list.Count > MostParts)
            parts.Add($"… {list.Count - MostParts:N0} more");
        return ValueList.From(parts);
    }

    private static Value Short(ValueMap map, int depth)
    {
        if (depth == 0 && map.Count > 0)
            return $"… an object of {map.Count:N0}";
        var parts = new ValueMap.Builder();
        for (var i = 0; i < Math.Min(map.Count, MostParts); i++)
            parts.Set(map.Names[i].Length <= LongestText ? map.Names[i] : $"{map.Names[i].AsSpan(0, LongestText)}… ({i})", Short(map.Values[i], depth - 1));
        if (map.Count > MostParts)
            parts.Set("…", $"{map.Count - MostParts:N0} more");
        return parts.Build();
    }
}
