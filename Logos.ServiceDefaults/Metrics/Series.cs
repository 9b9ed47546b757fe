namespace Logos.ServiceDefaults.Metrics;

/// <summary>What was measured with one set of labels.</summary>
/// <param name="labels">As they stand between the braces; empty for none.</param>
internal abstract class Series(string labels)
{
    private long _seen;

    public string Labels { get; } = labels;

    /// <summary>The round of observations in which it was told last; 0 for what is told as it happens.</summary>
    public long Seen
    {
        get => Volatile.Read(ref _seen);
        set => Volatile.Write(ref _seen, value);
    }

    /// <summary>One more, or one time more.</summary>
    public abstract void Add(double value);

    /// <summary>As it stands.</summary>
    public abstract void Set(double value);
}

internal sealed class NumberSeries(string labels) : Series(labels)
{
    private double _value;

    public double Value => Volatile.Read(ref _value);

    public override void Add(double value)
    {
        double before, seen = Volatile.Read(ref _value);
        do
        {
            before = seen;
            seen = Interlocked.CompareExchange(ref _value, before + value, before);
        }
        while (BitConverter.DoubleToInt64Bits(seen) != BitConverter.DoubleToInt64Bits(before));
    }

    public override void Set(double value) => Volatile.Write(ref _value, value);
}

/// <param name="bounds">The upper ends of its buckets, ascending; the last bucket has none.</param>
internal sealed class HistogramSeries(string labels, double[] bounds) : Series(labels)
{
    private readonly Lock _gate = new();
    private readonly long[] _counts = new long[bounds.Length + 1];
    private double _sum;

    public IReadOnlyList<double> Bounds => bounds;

    public override void Add(double value)
    {
        var at = Array.BinarySearch(bounds, value);
        // A bound belongs to the bucket that ends with it.
        at = at < 0 ? ~at : at;
        lock (_gate)
        {
            _counts[at]++;
            _sum += value;
        }
    }

    public override void Set(double value) => Add(value);

    /// <summary>Counts and sum of the same moment; each count stands for its own bucket alone.</summary>
    public (long[] Counts, double Sum) Read()
    {
        lock (_gate)
            return ((long[])_counts.Clone(), _sum);
    }
}
