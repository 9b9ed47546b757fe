using System.Buffers.Binary;

namespace Logos.Adapters.Journal;

internal enum FileKind
{
    Segment,
    Snapshot,
}

/// <summary>
/// The first 64 bytes of every file. Their layout is the same in all format versions, so that an older program can
/// tell a newer file from a damaged one.
/// </summary>
/// <param name="Kind">Which of the two kinds of file it heads.</param>
/// <param name="StoreId">The journal that the file belongs to.</param>
/// <param name="Number">A segment's number; 0 in a snapshot.</param>
/// <param name="Lsn">The first record of a segment; the last one that a snapshot holds.</param>
/// <param name="PreviousCrc">Where the chain of CRCs stood at the end of the segment before.</param>
internal readonly record struct FileHeader(FileKind Kind, Guid StoreId, uint Number, long Lsn, uint PreviousCrc)
{
    public const int Size = 64;
    public const uint CurrentVersion = 1;

    private const int CrcAt = 12;
    private const int CoveredFrom = 16;

    private static ReadOnlySpan<byte> SegmentMagic => "LOGOSJNL"u8;

    private static ReadOnlySpan<byte> SnapshotMagic => "LOGOSSNP"u8;

    /// <returns>The header's CRC, in which the chain of the file begins.</returns>
    public uint Write(Span<byte> target, uint version = CurrentVersion)
    {
        target[..Size].Clear();
        (Kind == FileKind.Segment ? SegmentMagic : SnapshotMagic).CopyTo(target);
        BinaryPrimitives.WriteUInt32LittleEndian(target[8..], version);
        StoreId.TryWriteBytes(target[16..], bigEndian: true, out _);
        BinaryPrimitives.WriteUInt64LittleEndian(target[32..], Number);
        BinaryPrimitives.WriteInt64LittleEndian(target[40..], Lsn);
        BinaryPrimitives.WriteUInt32LittleEndian(target[48..], PreviousCrc);
        var crc = Crc(target);
        BinaryPrimitives.WriteUInt32LittleEndian(target[CrcAt..], crc);
        return crc;
    }

    public static FileHeader Read(ReadOnlySpan<byte> source, FileKind kind, string file, out uint crc)
    {
        crc = 0;
        var magic = kind == FileKind.Segment ? SegmentMagic : SnapshotMagic;
        if (source.Length < Size || !source.StartsWith(magic))
            throw JournalFaults.BadHeader(file);
        crc = BinaryPrimitives.ReadUInt32LittleEndian(source[CrcAt..]);
        if (crc != Crc(source))
            throw JournalFaults.BadHeader(file);
        var version = BinaryPrimitives.ReadUInt32LittleEndian(source[8..]);
        if (version > CurrentVersion)
            throw JournalFaults.Newer(file, version);
        return new FileHeader(
            kind,
            new Guid(source.Slice(16, 16), bigEndian: true),
            (uint)BinaryPrimitives.ReadUInt64LittleEndian(source[32..]),
            BinaryPrimitives.ReadInt64LittleEndian(source[40..]),
            BinaryPrimitives.ReadUInt32LittleEndian(source[48..]));
    }

    private static uint Crc(ReadOnlySpan<byte> header) => Crc32C.Append(Crc32C.Append(0, header[..CrcAt]), header[CoveredFrom..Size]);
}
