namespace Logos.Rules.Values;

/// <summary>Equality of all values, and the order of two numbers or two strings.</summary>
internal static class Comparison
{
    public static bool AreEqual(in Value a, in Value b)
    {
        if (a.IsInteger && b.IsInteger)
            return a.RawInteger == b.RawInteger;
        if (a.RawReference is string x)
            return b.RawReference is string y && x == y;
        if (a.IsNumber)
            return b.IsNumber && Numbers.Compare(a, b) == 0;
        if (a.IsBoolean)
            return b.IsBoolean && a.RawInteger == b.RawInteger;
        if (a.IsNull)
            return b.IsNull;
        return a.RawReference switch
        {
            ValueList list => b.RawReference is ValueList other && AreEqual(list, other),
            ValueMap map => b.RawReference is ValueMap other && AreEqual(map, other),
            _ => false,
        };
    }

    /// <summary>False when the two have no order: then every ordering of them is false.</summary>
    public static bool TryCompare(in Value a, in Value b, out int order)
    {
        if (a.IsInteger && b.IsInteger)
        {
            order = a.RawInteger.CompareTo(b.RawInteger);
            return true;
        }

        if (a.IsNumber && b.IsNumber)
        {
            order = Numbers.Compare(a, b);
            return true;
        }

        if (a.RawReference is string x && b.RawReference is string y)
        {
            order = string.CompareOrdinal(x, y);
            return true;
        }

        order = 0;
        return false;
    }

    public static int Hash(in Value value)
    {
        if (value.IsNumber)
        {
            // Equal numbers hash alike whatever they are kept as.
            var number = value.AsDouble();
            return number.GetHashCode();
        }

        return value.RawReference switch
        {
            string text => text.GetHashCode(StringComparison.Ordinal),
            ValueList list => Hash(list),
            ValueMap map => Hash(map),
            _ => HashCode.Combine(value.Kind, value.RawInteger),
        };
    }

    private static int Hash(ValueList list)
    {
        var hash = new HashCode();
        hash.Add(list.Count);
        foreach (ref readonly var item in list.AsSpan())
            hash.Add(Hash(item));
        return hash.ToHashCode();
    }

    // The order of members does not count, so their hashes are summed.
    private static int Hash(ValueMap map)
    {
        var hash = map.Count;
        for (var i = 0; i < map.Count; i++)
            hash = unchecked(hash + HashCode.Combine(map.Names[i], Hash(map.Values[i])));
        return hash;
    }

    private static bool AreEqual(ValueList a, ValueList b)
    {
        if (ReferenceEquals(a, b))
            return true;
        if (a.Count != b.Count)
            return false;
        for (var i = 0; i < a.Count; i++)
        {
            if (!AreEqual(a[i], b[i]))
                return false;
        }

        return true;
    }

    private static bool AreEqual(ValueMap a, ValueMap b)
    {
        if (ReferenceEquals(a, b))
            return true;
        if (a.Count != b.Count)
            return false;
        for (var i = 0; i < a.Count; i++)
        {
            if (!b.TryGet(a.Names[i], out var other) || !AreEqual(a.Values[i], other))
                return false;
        }

        return true;
    }
}
