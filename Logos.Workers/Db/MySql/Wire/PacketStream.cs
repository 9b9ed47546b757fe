namespace Logos.Workers.Db.MySql.Wire;

/// <summary>Packets over a stream: each with its length and its number in front, in pieces of 16 MiB where it is longer.</summary>
internal sealed class PacketStream(Stream stream) : IAsyncDisposable
{
    private const int Longest = 0xffffff;

    // Of one packet, which is at most a row.
    private const int Most = 80 * 1024 * 1024;

    private readonly Stream _socket = stream;
    private readonly byte[] _head = new byte[4];
    private byte _number;

    public Stream Stream { get; set; } = new BufferedStream(stream, 32 * 1024);

    /// <summary>The next packet begins an exchange.</summary>
    public void Begin() => _number = 0;

    /// <exception cref="MySqlException">The server has said meanwhile why it says nothing more.</exception>
    /// <exception cref="MySqlProtocolException">It has said something else that it was not asked.</exception>
    public async Task WriteAsync(ReadOnlyMemory<byte> packet, CancellationToken cancellationToken)
    {
        try
        {
            await WriteAllAsync(packet, cancellationToken).ConfigureAwait(false);
        }
        catch (NotSupportedException)
        {
            // So the buffer says that it holds what was read and not taken: nothing of the packet has gone out.
            throw await ReadAsync(null, cancellationToken).ConfigureAwait(false) is [0xff, _, _, ..] told
                ? MySqlSession.Error(told)
                : new MySqlProtocolException("the server speaks unasked");
        }
    }

    /// <param name="before">Hears how long it is before it is read.</param>
    public async Task<byte[]> ReadAsync(Action<int>? before, CancellationToken cancellationToken)
    {
        var whole = Array.Empty<byte>();
        while (true)
        {
            await Stream.ReadExactlyAsync(_head, cancellationToken).ConfigureAwait(false);
            var length = _head[0] | (_head[1] << 8) | (_head[2] << 16);
            _number = (byte)(_head[3] + 1);
            before?.Invoke(length);
            var begun = whole.Length;
            if (begun + length > Most)
                throw new MySqlProtocolException($"a packet of the server is larger than {Most} bytes");
            Array.Resize(ref whole, begun + length);
            await Stream.ReadExactlyAsync(whole.AsMemory(begun), cancellationToken).ConfigureAwait(false);
            if (length < Longest)
                return whole;
        }
    }

    public async ValueTask DisposeAsync()
    {
        // First: the buffer writes what it holds when it goes, be it half of a statement that was stopped.
        await _socket.DisposeAsync().ConfigureAwait(false);
        try
        {
            await Stream.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // That was it, and it went nowhere.
        }
    }

    private async Task WriteAllAsync(ReadOnlyMemory<byte> packet, CancellationToken cancellationToken)
    {
        while (true)
        {
            var piece = packet[..Math.Min(packet.Length, Longest)];
            byte[] head = [(byte)piece.Length, (byte)(piece.Length >> 8), (byte)(piece.Length >> 16), _number++];
            await Stream.WriteAsync(head, cancellationToken).ConfigureAwait(false);
            await Stream.WriteAsync(piece, cancellationToken).ConfigureAwait(false);
            packet = packet[piece.Length..];
            if (piece.Length < Longest)
                break;
        }

        await Stream.FlushAsync(cancellationToken).ConfigureAwait(false);
    }
}
