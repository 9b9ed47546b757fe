using System.Text;

namespace Logos.Workers.Db.MySql.Wire;

/// <summary>One session with a server. What it is asked, it answers before it is asked again.</summary>
internal sealed class MySqlSession(PacketStream packets, uint id, bool isMariaDb, bool deprecatesEof, bool isExtended) : IAsyncDisposable
{
    private const byte Quit = 1, Query = 3, Prepare = 22, Execute = 23, Close = 25, Reset = 31;

    /// <summary>By which another session may stop what runs in it.</summary>
    public uint Id => id;

    public bool IsMariaDb => isMariaDb;

    /// <summary>A statement of our own, without values and without rows.</summary>
    public async Task RunAsync(string sql, CancellationToken cancellationToken)
    {
        await SendAsync(new PacketWriter().Byte(Query).Bytes(Encoding.UTF8.GetBytes(sql)), cancellationToken).ConfigureAwait(false);
        var packet = await ReadAsync(null, cancellationToken).ConfigureAwait(false);
        if (packet[0] != 0)
            throw new MySqlProtocolException("the server answers with rows where none were asked for");
    }

    /// <summary>As it was when it was opened.</summary>
    public async Task ResetAsync(CancellationToken cancellationToken)
    {
        await SendAsync(new PacketWriter().Byte(Reset), cancellationToken).ConfigureAwait(false);
        await ReadAsync(null, cancellationToken).ConfigureAwait(false);
    }

    /// <returns>The statement's number, and how many values it takes.</returns>
    public async Task<(uint Statement, int Values)> PrepareAsync(string sql, CancellationToken cancellationToken)
    {
        await SendAsync(new PacketWriter().Byte(Prepare).Bytes(Encoding.UTF8.GetBytes(sql)), cancellationToken).ConfigureAwait(false);
        var (statement, columns, values) = Prepared(await ReadAsync(null, cancellationToken).ConfigureAwait(false));
        // What they are is told again with the answer.
        foreach (var count in new[] { values, columns })
        {
            for (var i = 0; i < count + (count > 0 && !deprecatesEof ? 1 : 0); i++)
                await ReadAsync(null, cancellationToken).ConfigureAwait(false);
        }

        return (statement, values);
    }

    /// <param name="columns">Hears what the rows will be, when there are some.</param>
    /// <param name="row">Hears each row.</param>
    /// <param name="before">Hears how long a packet is before it is read.</param>
    /// <returns>How many rows were changed.</returns>
    public async Task<ulong> ExecuteAsync(uint statement, IReadOnlyList<MySqlValue> values, Action<MySqlColumn[]> columns, Action<byte[]> row, Action<int> before, CancellationToken cancellationToken)
    {
        await SendAsync(Execution(statement, values), cancellationToken).ConfigureAwait(false);
        var affected = 0UL;
        for (var isFirst = true; ; isFirst = false)
        {
            var packet = await ReadAsync(null, cancellationToken).ConfigureAwait(false);
            bool more;
            if (packet[0] == 0)
            {
                (affected, more) = Done(packet);
            }
            else
            {
                var told = new MySqlColumn[new PacketReader(packet).Number()];
                for (var i = 0; i < told.Length; i++)
                    told[i] = MySqlColumn.Read(await ReadAsync(null, cancellationToken).ConfigureAwait(false), isExtended);
                if (!deprecatesEof)
                    await ReadAsync(null, cancellationToken).ConfigureAwait(false);
                // Of a procedure's answers the first is taken.
                if (isFirst)
                    columns(told);
                while (!IsEnd(packet = await ReadAsync(isFirst ? before : null, cancellationToken).ConfigureAwait(false)))
                {
                    if (isFirst)
                        row(packet);
                }

                more = HasMore(packet);
            }

            if (!more)
                break;
        }

        // The server does not answer to that.
        await SendAsync(new PacketWriter().Byte(Close).Int(statement), cancellationToken).ConfigureAwait(false);
        return affected;
    }

    public async ValueTask QuitAsync(CancellationToken cancellationToken)
    {
        try
        {
            await SendAsync(new PacketWriter().Byte(Quit), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or OperationCanceledException or MySqlException or MySqlProtocolException)
        {
            // It is gone already, or says so.
        }

        await DisposeAsync().ConfigureAwait(false);
    }

    public ValueTask DisposeAsync() => packets.DisposeAsync();

    public static MySqlException Error(byte[] packet)
    {
        var reader = new PacketReader(packet.AsSpan(1));
        var code = reader.Short();
        var text = Encoding.UTF8.GetString(reader.Rest());
        return text.StartsWith('#') && text.Length >= 6 ? new(code, text[1..6], text[6..]) : new(code, "HY000", text);
    }

    private Task SendAsync(PacketWriter packet, CancellationToken cancellationToken)
    {
        packets.Begin();
        return packets.WriteAsync(packet.Written, cancellationToken);
    }

    private async Task<byte[]> ReadAsync(Action<int>? before, CancellationToken cancellationToken)
    {
        var packet = await packets.ReadAsync(before, cancellationToken).ConfigureAwait(false);
        return packet switch
        {
            [] => throw new MySqlProtocolException("the server sent an empty packet"),
            [0xff, ..] => throw Error(packet),
            [0xfb, ..] => throw new MySqlProtocolException("the server asks for a file, and gets none"),
            _ => packet,
        };
    }

    private static PacketWriter Execution(uint statement, IReadOnlyList<MySqlValue> values)
    {
        var packet = new PacketWriter().Byte(Execute).Int(statement).Byte(0).Int(1);
        if (values.Count == 0)
            return packet;
        var nulls = new byte[(values.Count + 7) / 8];
        for (var i = 0; i < values.Count; i++)
        {
            if (values[i].IsNull)
                nulls[i / 8] |= (byte)(1 << (i % 8));
        }

        packet.Bytes(nulls).Byte(1);
        foreach (var value in values)
            packet.Short(value.Type);
        foreach (var value in values)
            packet.Bytes(value.Bytes.Span);
        return packet;
    }

    private static (uint Statement, int Columns, int Values) Prepared(byte[] packet)
    {
        var reader = new PacketReader(packet.AsSpan(1));
        return (reader.Int(), reader.Short(), reader.Short());
    }

    private static (ulong Affected, bool More) Done(byte[] packet)
    {
        var reader = new PacketReader(packet.AsSpan(1));
        var affected = reader.Number();
        reader.Number();
        return (affected, (reader.Short() & 8) != 0);
    }

    // A row of the binary form begins with a zero.
    private static bool IsEnd(byte[] packet) => packet[0] == 0xfe && packet.Length < 0xffffff;

    private bool HasMore(byte[] packet)
    {
        if (deprecatesEof)
            return Done(packet).More;
        var reader = new PacketReader(packet.AsSpan(1));
        reader.Short();
        return (reader.Short() & 8) != 0;
    }
}
