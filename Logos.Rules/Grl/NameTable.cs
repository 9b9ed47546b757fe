namespace Logos.Rules.Grl;

/// <summary>Names and the numbers that stand for them, counted from 0 in the order in which they were met.</summary>
internal sealed class NameTable
{
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);

    public NameTable(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
            Number(name);
    }

    public int Count => _numbers.Count;

    public int Number(string name)
    {
        if (!_numbers.TryGetValue(name, out var number))
            _numbers.Add(name, number = _numbers.Count);
        return number;
    }

    /// <returns>-1 when nothing has that name.</returns>
    public int Find(string name) => _numbers.GetValueOrDefault(name, -1);
}
