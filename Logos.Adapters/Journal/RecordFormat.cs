using System.Buffers.Binary;

namespace Logos.Adapters.Journal;

/// <summary>
/// A record: 32 bytes of head, the payload, zeros up to the next multiple of 8. The CRC starts from the CRC of the
/// segment's header, so that bytes of another segment or journal, which a payload may well hold, are never a record
/// here; and it covers the CRC of the record before, so that a stale record never continues the chain.
/// </summary>
internal static class RecordFormat
{
    public const int LargestPayload = 64 * 1024 * 1024;
    public const int HeadSize = 32;
    public const int Alignment = 8;

    private const uint Mark = 0x4345_524C;
    private const int CrcAt = 4;
    private const int LengthAt = 8;
    private const int PreviousAt = 12;
    private const int LsnAt = 16;
    private const int SyncedAt = 24;

    public static int SizeOf(int payload) => (HeadSize + payload + Alignment - 1) & -Alignment;

    /// <summary>Writes the head of a record whose payload stands behind it already.</summary>
    /// <returns>The record's CRC.</returns>
    public static uint Seal(Span<byte> record, int payload, uint seed, uint previous, long lsn, long syncedThrough)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(record, Mark);
        BinaryPrimitives.WriteInt32LittleEndian(record[LengthAt..], payload);
        BinaryPrimitives.WriteUInt32LittleEndian(record[PreviousAt..], previous);
        BinaryPrimitives.WriteInt64LittleEndian(record[LsnAt..], lsn);
        BinaryPrimitives.WriteInt64LittleEndian(record[SyncedAt..], syncedThrough);
        var crc = Crc32C.Append(seed, record[LengthAt..(HeadSize + payload)]);
        BinaryPrimitives.WriteUInt32LittleEndian(record[CrcAt..], crc);
        return crc;
    }

    /// <summary>Reads what the head says, without a look at the payload.</summary>
    public static bool TryReadHead(ReadOnlySpan<byte> record, out RecordHead head)
    {
        head = default;
        if (record.Length < HeadSize || BinaryPrimitives.ReadUInt32LittleEndian(record) != Mark)
            return false;
        head = new RecordHead(
            BinaryPrimitives.ReadInt32LittleEndian(record[LengthAt..]),
            BinaryPrimitives.ReadUInt32LittleEndian(record[CrcAt..]),
            BinaryPrimitives.ReadUInt32LittleEndian(record[PreviousAt..]),
            BinaryPrimitives.ReadInt64LittleEndian(record[LsnAt..]),
            BinaryPrimitives.ReadInt64LittleEndian(record[SyncedAt..]));
        return head.Length is >= 0 and <= LargestPayload;
    }

    public static bool IsWhole(in RecordHead head, ReadOnlySpan<byte> record, uint seed) =>
        head.Length <= record.Length - HeadSize && Crc32C.Append(seed, record[LengthAt..(HeadSize + head.Length)]) == head.Crc;

    public static bool IsWhole(in RecordHead head, ReadOnlySpan<byte> record, ReadOnlySpan<byte> payload, uint seed) =>
        Crc32C.Append(Crc32C.Append(seed, record[LengthAt..HeadSize]), payload) == head.Crc;
}

internal readonly record struct RecordHead(int Length, uint Crc, uint PreviousCrc, long Lsn, long SyncedThrough);
