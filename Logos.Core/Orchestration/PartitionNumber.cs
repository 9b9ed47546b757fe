using System.Buffers.Binary;

namespace Logos.Core.Orchestration;

/// <summary>Which partition an execution lies in. It has to be the same in every process for as long as the store lives.</summary>
public static class PartitionNumber
{
    /// <param name="root">The execution that a caller started.</param>
    /// <param name="count">How many the store has; fixed, since another number would look for executions where they are not.</param>
    public static int Of(Guid root, int count)
    {
        Span<byte> bytes = stackalloc byte[16];
        root.TryWriteBytes(bytes, bigEndian: true, out _);
        // Of a version 7 id the last eight bytes are chance, but for two bits at their top.
        return (int)(BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]) % (ulong)count);
    }
}
