namespace Logos.Core.Orchestration;

/// <summary>The id of a child follows from what started it: deciding again starts the same child.</summary>
internal static class ChildId
{
    public static Guid Of(ParentLink link)
    {
        Span<byte> seed = stackalloc byte[32];
        link.Execution.TryWriteBytes(seed, bigEndian: true, out _);
        BitConverter.TryWriteBytes(seed[16..], link.Node);
        BitConverter.TryWriteBytes(seed[20..], link.Item);
        BitConverter.TryWriteBytes(seed[24..], link.Attempt);
        BitConverter.TryWriteBytes(seed[28..], link.Round);
        Span<byte> hash = stackalloc byte[32];
        System.Security.Cryptography.SHA256.HashData(seed, hash);
        var id = hash[..16];
        // The parent's time stays in front, so that a child lies where its parent lies in tables ordered by time.
        seed[..6].CopyTo(id);
        id[6] = (byte)((id[6] & 0x0F) | 0x70);
        id[8] = (byte)((id[8] & 0x3F) | 0x80);
        return new(id, bigEndian: true);
    }
}
