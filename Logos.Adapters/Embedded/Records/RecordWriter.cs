using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Logos.Core.Executions;
using Logos.Core.Work;
using Logos.Rules.Values;

namespace Logos.Adapters.Embedded.Records;

/// <summary>Writes the fields of a record, one behind the other; <see cref="RecordReader"/> reads them in the same order.</summary>
internal sealed class RecordWriter
{
    private readonly ArrayBufferWriter<byte> _bytes = new(1024);

    public ReadOnlySpan<byte> Written => _bytes.WrittenSpan;

    public void Clear() => _bytes.ResetWrittenCount();

    public void Byte(byte value)
    {
        _bytes.GetSpan(1)[0] = value;
        _bytes.Advance(1);
    }

    public void Flag(bool value) => Byte(value ? (byte)1 : (byte)0);

    /// <summary>Small numbers take one byte, negative ones too.</summary>
    public void Number(long value)
    {
        var rest = (ulong)((value << 1) ^ (value >> 63));
        while (rest >= 0x80)
        {
            Byte((byte)(rest | 0x80));
            rest >>= 7;
        }

        Byte((byte)rest);
    }

    public void Id(Guid value)
    {
        value.TryWriteBytes(_bytes.GetSpan(16), bigEndian: true, out _);
        _bytes.Advance(16);
    }

    public void Text(string? value)
    {
        if (value is null)
        {
            Number(-1);
            return;
        }

        var length = Encoding.UTF8.GetByteCount(value);
        Number(length);
        Encoding.UTF8.GetBytes(value, _bytes.GetSpan(length));
        _bytes.Advance(length);
    }

    public void Raw(ReadOnlySpan<byte> value) => _bytes.Write(value);

    public void Texts(IReadOnlyDictionary<string, string> values)
    {
        Number(values.Count);
        foreach (var (name, value) in values)
        {
            Text(name);
            Text(value);
        }
    }

    public void Bytes(ReadOnlySpan<byte> value)
    {
        Number(value.Length);
        _bytes.Write(value);
    }

    public void Time(DateTimeOffset value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(_bytes.GetSpan(8), value.UtcTicks);
        _bytes.Advance(8);
    }

    public void Time(DateTimeOffset? value)
    {
        Flag(value is not null);
        if (value is { } time)
            Time(time);
    }

    public void Value(in Value value)
    {
        if (value.IsNull)
            Number(-1);
        else
            Text(value.ToJson());
    }

    public void Payload(Payload? value)
    {
        Byte(value is null ? (byte)0 : value.IsInline ? (byte)1 : (byte)2);
        if (value is { IsInline: true })
        {
            Bytes(value.Json.Span);
        }
        else if (value is not null)
        {
            Text(value.Blob);
            Number(value.Length);
        }
    }

    public void Failure(Failure? value)
    {
        Flag(value is not null);
        if (value is null)
            return;
        Text(value.Code);
        Byte((byte)value.Kind);
        Text(value.Message);
        Flag(value.RetryAfter is not null);
        if (value.RetryAfter is { } after)
            Number(after.Ticks);
    }
}
