namespace Logos.Workers.Running;

/// <summary>What a handler finds out to be secret while it runs.</summary>
internal sealed class Concealed
{
    private readonly Lock _gate = new();
    private HashSet<string> _values = [];

    public bool IsEmpty
    {
        get
        {
            lock (_gate)
                return _values.Count == 0;
        }
    }

    public void Add(IEnumerable<string> values)
    {
        lock (_gate)
            _values = [.. _values, .. values.Where(value => value.Length > 0)];
    }

    public Masker Over(Masker masker)
    {
        lock (_gate)
            return masker.With(_values);
    }
}
