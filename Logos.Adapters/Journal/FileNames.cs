using System.Globalization;

namespace Logos.Adapters.Journal;

internal static class FileNames
{
    public const string NextSegment = "next.tmp";
    public const string LargeSegment = "large.tmp";
    public const string NextSnapshot = "snapshot.tmp";

    private const string SegmentEnding = ".journal";
    private const string SnapshotEnding = ".snapshot";

    public static string Segment(uint number) => $"{number:D10}{SegmentEnding}";

    public static string Snapshot(long lsn) => $"{lsn:D19}{SnapshotEnding}";

    public static bool IsTemporary(string name) => name is NextSegment or LargeSegment or NextSnapshot;

    public static bool IsSegment(string name, out uint number)
    {
        number = 0;
        return name.EndsWith(SegmentEnding, StringComparison.Ordinal)
            && uint.TryParse(name.AsSpan(0, name.Length - SegmentEnding.Length), NumberStyles.None, CultureInfo.InvariantCulture, out number)
            && name == Segment(number);
    }

    public static bool IsSnapshot(string name, out long lsn)
    {
        lsn = 0;
        return name.EndsWith(SnapshotEnding, StringComparison.Ordinal)
            && long.TryParse(name.AsSpan(0, name.Length - SnapshotEnding.Length), NumberStyles.None, CultureInfo.InvariantCulture, out lsn)
            && name == Snapshot(lsn);
    }
}
