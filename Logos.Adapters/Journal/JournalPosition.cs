namespace Logos.Adapters.Journal;

/// <summary>Where a record stands: good for <see cref="JournalLog.Read(JournalPosition)"/> as long as its segment is kept.</summary>
public readonly record struct JournalPosition(uint Segment, uint Offset)
{
    public long ToInt64() => (long)(((ulong)Segment << 32) | Offset);

    public static JournalPosition FromInt64(long value) => new((uint)((ulong)value >> 32), (uint)value);

    public override string ToString() => $"{FileNames.Segment(Segment)}:{Offset}";
}
