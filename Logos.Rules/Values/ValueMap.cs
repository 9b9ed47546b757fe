using System.Collections;

namespace Logos.Rules.Values;

/// <summary>An immutable map that keeps the order in which its members were written.</summary>
public sealed class ValueMap : IReadOnlyCollection<KeyValuePair<string, Value>>
{
    // Below this, comparing the few names one by one is quicker than hashing the one that is sought.
    private const int IndexedFrom = 9;

    public static readonly ValueMap Empty = new([], [], 0);

    private readonly string[] _names;
    private readonly Value[] _values;
    private Dictionary<string, int>? _index;
    private long _extent;

    private ValueMap(string[] names, Value[] values, int count)
    {
        _names = names;
        _values = values;
        Count = count;
    }

    public int Count { get; }

    public ReadOnlySpan<string> Names => _names.AsSpan(0, Count);

    public ReadOnlySpan<Value> Values => _values.AsSpan(0, Count);

    internal Extent Extent => Extent.Unpack(_extent != 0 ? _extent : _extent = Extent.Around(Values).Pack());

    public Value this[string name] => TryGet(name, out var value) ? value : Value.Null;

    public static ValueMap From(IEnumerable<KeyValuePair<string, Value>> members)
    {
        var builder = new Builder();
        foreach (var (name, value) in members)
            builder.Set(name, value);
        return builder.Build();
    }

    public bool ContainsKey(string name) => IndexOf(name) >= 0;

    public bool TryGet(string name, out Value value)
    {
        var at = IndexOf(name);
        value = at < 0 ? Value.Null : _values[at];
        return at >= 0;
    }

    public ValueMap With(string name, Value value)
    {
        var at = IndexOf(name);
        if (at >= 0)
        {
            var values = Values.ToArray();
            values[at] = value;
            return new(_names, values, Count) { _index = _index };
        }

        var moreNames = new string[Count + 1];
        var moreValues = new Value[Count + 1];
        Names.CopyTo(moreNames);
        Values.CopyTo(moreValues);
        moreNames[Count] = name;
        moreValues[Count] = value;
        return new(moreNames, moreValues, Count + 1);
    }

    public ValueMap Without(string name)
    {
        if (IndexOf(name) < 0)
            return this;
        var builder = new Builder(Count);
        for (var i = 0; i < Count; i++)
        {
            if (_names[i] != name)
                builder.Set(_names[i], _values[i]);
        }

        return builder.Build();
    }

    public IEnumerator<KeyValuePair<string, Value>> GetEnumerator()
    {
        for (var i = 0; i < Count; i++)
            yield return new(_names[i], _values[i]);
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal int IndexOf(string name)
    {
        if (Count >= IndexedFrom)
            return (_index ?? BuildIndex()).TryGetValue(name, out var found) ? found : -1;
        for (var i = 0; i < Count; i++)
        {
            if (ReferenceEquals(_names[i], name) || _names[i] == name)
                return i;
        }

        return -1;
    }

    // Two threads may build it at once; both build the same, and the last write wins.
    private Dictionary<string, int> BuildIndex()
    {
        var index = new Dictionary<string, int>(Count, StringComparer.Ordinal);
        for (var i = 0; i < Count; i++)
            index[_names[i]] = i;
        _index = index;
        return index;
    }

    public sealed class Builder(int capacity = 4)
    {
        private string[] _names = new string[Math.Max(1, capacity)];
        private Value[] _values = new Value[Math.Max(1, capacity)];
        private Dictionary<string, int>? _index;

        public int Count { get; private set; }

        /// <summary>Adds the member, or replaces the value of one that is there.</summary>
        /// <returns>False when the name was there before.</returns>
        public bool Set(string name, Value value)
        {
            var at = IndexOf(name);
            if (at >= 0)
            {
                _values[at] = value;
                return false;
            }

            Append(name, value);
            if (Count == IndexedFrom)
                IndexAll();
            return true;
        }

        /// <summary>Adds a member whose name is known to be new, without looking.</summary>
        internal void Append(string name, in Value value)
        {
            if (Count == _names.Length)
                Grow();
            _names[Count] = name;
            _values[Count] = value;
            _index?.Add(name, Count);
            Count++;
        }

        /// <summary>Hands its arrays over: a builder builds once.</summary>
        public ValueMap Build()
        {
            if (Count == 0)
                return Empty;
            var map = new ValueMap(_names, _values, Count) { _index = _index };
            _names = [];
            _values = [];
            return map;
        }

        private int IndexOf(string name)
        {
            if (_index is not null)
                return _index.TryGetValue(name, out var found) ? found : -1;
            for (var i = 0; i < Count; i++)
            {
                if (_names[i] == name)
                    return i;
            }

            return -1;
        }

        private void Grow()
        {
            var capacity = Math.Max(4, Count * 2);
            Array.Resize(ref _names, capacity);
            Array.Resize(ref _values, capacity);
        }

        private void IndexAll()
        {
            _index = new(StringComparer.Ordinal);
            for (var i = 0; i < Count; i++)
                _index.Add(_names[i], i);
        }
    }
}
