using System.Collections;
using System.Runtime.InteropServices;

namespace Logos.Rules.Values;

/// <summary>An immutable list.</summary>
public sealed class ValueList : IReadOnlyList<Value>
{
    public static readonly ValueList Empty = new([], 0);

    private readonly Value[] _items;
    private long _extent;

    private ValueList(Value[] items, int count)
    {
        _items = items;
        Count = count;
    }

    public int Count { get; }

    internal Extent Extent => Extent.Unpack(_extent != 0 ? _extent : _extent = Extent.Around(AsSpan()).Pack());

    public Value this[int index] => index < Count ? _items[index] : throw new ArgumentOutOfRangeException(nameof(index));

    public static ValueList Of(params ReadOnlySpan<Value> items) => items.IsEmpty ? Empty : new(items.ToArray(), items.Length);

    public static ValueList From(IEnumerable<Value> items)
    {
        var array = items.ToArray();
        return array.Length == 0 ? Empty : new(array, array.Length);
    }

    public static ValueList From(List<Value> items) => Of(CollectionsMarshal.AsSpan(items));

    /// <summary>Takes the array over: the caller must not keep it.</summary>
    internal static ValueList Adopt(Value[] items) => items.Length == 0 ? Empty : new(items, items.Length);

    public ReadOnlySpan<Value> AsSpan() => _items.AsSpan(0, Count);

    public ValueList Add(Value item)
    {
        var items = new Value[Count + 1];
        _items.AsSpan(0, Count).CopyTo(items);
        items[Count] = item;
        return new(items, items.Length);
    }

    public ValueList With(int index, Value item)
    {
        var items = AsSpan().ToArray();
        items[index] = item;
        return new(items, items.Length);
    }

    public IEnumerator<Value> GetEnumerator()
    {
        for (var i = 0; i < Count; i++)
            yield return _items[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
