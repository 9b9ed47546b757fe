namespace Logos.Rules.Values;

/// <summary>
/// How much a value is when it is written out, and how deep. Lists and maps share their parts, so that a few
/// assignments make what no memory could hold written out: the extent tells without walking what is shared twice.
/// </summary>
internal readonly record struct Extent(long Size, int Depth)
{
    public const int MaxDepth = ValueJson.MaxDepth;
    public const long MaxSize = 64 * 1024 * 1024;

    private const int DepthShift = 44;
    private const long SizeMask = (1L << DepthShift) - 1;

    public bool IsTooLarge => Size > MaxSize || Depth > MaxDepth;

    public static Extent Of(in Value value) => value.RawReference switch
    {
        string text => new(text.Length + 1, 0),
        ValueList list => list.Extent,
        ValueMap map => map.Extent,
        _ => new(1, 0),
    };

    /// <summary>In one word, so that two threads may write it at once.</summary>
    public long Pack() => Math.Min(Size, SizeMask) | ((long)Math.Min(Depth, short.MaxValue) << DepthShift);

    public static Extent Unpack(long packed) => new(packed & SizeMask, (int)(packed >> DepthShift));

    /// <summary>The extent of what holds these.</summary>
    public static Extent Around(ReadOnlySpan<Value> values)
    {
        long size = 1;
        var depth = 0;
        foreach (ref readonly var value in values)
        {
            var part = Of(value);
            size = Math.Min(SizeMask, size + part.Size);
            depth = Math.Max(depth, part.Depth);
        }

        return new(size, depth + 1);
    }
}
