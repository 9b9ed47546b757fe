using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Logos.Workers.Db.MySql.Wire;

/// <summary>Puts a packet together.</summary>
internal sealed class PacketWriter
{
    private readonly ArrayBufferWriter<byte> _to = new(256);

    public ReadOnlyMemory<byte> Written => _to.WrittenMemory;

    public PacketWriter Byte(int value)
    {
        _to.GetSpan(1)[0] = (byte)value;
        _to.Advance(1);
        return this;
    }

    public PacketWriter Short(int value)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(_to.GetSpan(2), (ushort)value);
        _to.Advance(2);
        return this;
    }

    public PacketWriter Int(uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(_to.GetSpan(4), value);
        _to.Advance(4);
        return this;
    }

    public PacketWriter Long(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(_to.GetSpan(8), value);
        _to.Advance(8);
        return this;
    }

    public PacketWriter Bytes(ReadOnlySpan<byte> bytes)
    {
        _to.Write(bytes);
        return this;
    }

    public PacketWriter Zeros(int count)
    {
        _to.GetSpan(count)[..count].Clear();
        _to.Advance(count);
        return this;
    }

    /// <summary>Bytes with their length in front.</summary>
    public PacketWriter Counted(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 0xfb)
            Byte(bytes.Length);
        else if (bytes.Length <= ushort.MaxValue)
            Byte(0xfc).Short(bytes.Length);
        else
            Byte(0xfe).Long(bytes.Length);
        return Bytes(bytes);
    }

    public PacketWriter Text(string text) => Counted(Encoding.UTF8.GetBytes(text));

    public PacketWriter Terminated(string text) => Bytes(Encoding.UTF8.GetBytes(text)).Byte(0);
}
