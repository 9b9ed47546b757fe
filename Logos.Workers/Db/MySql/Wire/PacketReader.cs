using System.Buffers.Binary;
using System.Text;

namespace Logos.Workers.Db.MySql.Wire;

/// <summary>Reads the parts of a packet, one behind the other.</summary>
internal ref struct PacketReader(ReadOnlySpan<byte> packet)
{
    private ReadOnlySpan<byte> _rest = packet;

    public readonly int Left => _rest.Length;

    public byte Byte() => Bytes(1)[0];

    public ushort Short() => BinaryPrimitives.ReadUInt16LittleEndian(Bytes(2));

    public uint Int() => BinaryPrimitives.ReadUInt32LittleEndian(Bytes(4));

    public ulong Long() => BinaryPrimitives.ReadUInt64LittleEndian(Bytes(8));

    /// <summary>A number whose first byte tells how long it is.</summary>
    public ulong Number() => Byte() switch
    {
        < 0xfb and var small => small,
        0xfc => Short(),
        0xfd => Short() | ((ulong)Byte() << 16),
        0xfe => Long(),
        _ => throw Broken(),
    };

    /// <summary>Bytes with their length in front.</summary>
    public ReadOnlySpan<byte> Counted()
    {
        var length = Number();
        return length <= (ulong)_rest.Length ? Bytes((int)length) : throw Broken();
    }

    public string Text() => Encoding.UTF8.GetString(Counted());

    /// <summary>Up to a zero, which is taken too.</summary>
    public ReadOnlySpan<byte> Terminated()
    {
        var end = _rest.IndexOf((byte)0);
        if (end < 0)
            return Rest();
        var found = Bytes(end);
        Bytes(1);
        return found;
    }

    public ReadOnlySpan<byte> Rest() => Bytes(_rest.Length);

    public ReadOnlySpan<byte> Bytes(int count)
    {
        if (count > _rest.Length)
            throw Broken();
        var found = _rest[..count];
        _rest = _rest[count..];
        return found;
    }

    private static MySqlProtocolException Broken() => new("a packet of the server ends before it should");
}
