using System.Buffers.Binary;
using System.Numerics;

namespace Logos.Adapters.Journal;

/// <summary>CRC-32C (Castagnoli, as in RFC 3720), by the processor's own instruction where it has one.</summary>
internal static class Crc32C
{
    public static uint Append(uint crc, ReadOnlySpan<byte> data)
    {
        var state = ~crc;
        var at = 0;
        for (; at + 8 <= data.Length; at += 8)
            state = BitOperations.Crc32C(state, BinaryPrimitives.ReadUInt64LittleEndian(data[at..]));
        for (; at < data.Length; at++)
            state = BitOperations.Crc32C(state, data[at]);
        return ~state;
    }
}
