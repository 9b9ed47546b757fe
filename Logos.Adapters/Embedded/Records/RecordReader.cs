using System.Buffers.Binary;
using System.Text;
using Logos.Core.Executions;
using Logos.Core.Work;
using Logos.Rules.Values;

namespace Logos.Adapters.Embedded.Records;

/// <summary>Reads what <see cref="RecordWriter"/> wrote.</summary>
internal ref struct RecordReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    public readonly bool AtEnd => _rest.IsEmpty;

    public byte Byte() => Take(1)[0];

    public bool Flag() => Byte() != 0;

    public long Number()
    {
        var value = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var part = Byte();
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
                return (long)(value >> 1) ^ -(long)(value & 1);
        }
    }

    public int Int() => checked((int)Number());

    public Guid Id() => new(Take(16), bigEndian: true);

    public string? TextOrNull() => Int() is >= 0 and var length ? Encoding.UTF8.GetString(Take(length)) : null;

    public string Text() => TextOrNull() ?? throw new InvalidDataException("A text is missing in a record.");

    public byte[] Bytes() => Take(Int()).ToArray();

    public ReadOnlySpan<byte> Span() => Take(Int());

    public DateTimeOffset Time() => new(BinaryPrimitives.ReadInt64LittleEndian(Take(8)), TimeSpan.Zero);

    public DateTimeOffset? TimeOrNull() => Flag() ? Time() : null;

    public Value Value() => Int() is >= 0 and var length ? ValueJson.Parse(Take(length)) : Rules.Values.Value.Null;

    public Payload? Payload() => Byte() switch
    {
        0 => null,
        1 => Core.Executions.Payload.Inline(Bytes()),
        _ => Core.Executions.Payload.Reference(Text(), Number()),
    };

    public Failure? Failure() => Flag()
        ? new(Text(), (FailureKind)Byte(), Text()) { RetryAfter = Flag() ? TimeSpan.FromTicks(Number()) : null }
        : null;

    public Dictionary<string, string> Texts()
    {
        var texts = new Dictionary<string, string>();
        for (var i = Int(); i > 0; i--)
            texts.Add(Text(), Text());
        return texts;
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }
}
