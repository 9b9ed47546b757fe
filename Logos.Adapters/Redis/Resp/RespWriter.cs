using System.Buffers;
using System.Buffers.Text;

namespace Logos.Adapters.Redis.Resp;

/// <summary>Writes commands as the server reads them: a list of texts, each with its length.</summary>
public static class RespWriter
{
    // A type, a number and the end of the line.
    private const int Head = 24;

    /// <returns>How many bytes it took.</returns>
    public static int Write(IBufferWriter<byte> to, ReadOnlySpan<RedisArgument> arguments)
    {
        ArgumentNullException.ThrowIfNull(to);
        var written = WriteHead(to, (byte)'*', arguments.Length);
        foreach (ref readonly var argument in arguments)
        {
            var length = argument.Length;
            written += WriteHead(to, (byte)'$', length) + length + 2;
            argument.CopyTo(to, length);
            to.Write("\r\n"u8);
        }

        return written;
    }

    private static int WriteHead(IBufferWriter<byte> to, byte type, int number)
    {
        var head = to.GetSpan(Head);
        head[0] = type;
        Utf8Formatter.TryFormat(number, head[1..], out var digits);
        head[digits + 1] = (byte)'\r';
        head[digits + 2] = (byte)'\n';
        to.Advance(digits + 3);
        return digits + 3;
    }
}
