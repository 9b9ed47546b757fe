using Logos.Workers.Db.MySql.Wire;

namespace Logos.Workers.Tests.Db.MySql;

/// <summary>Packets to a server that is gone.</summary>
public sealed class MySqlPacketTests
{
    [Fact]
    public async Task What_could_not_be_sent_does_not_keep_a_connection_from_being_closed()
    {
        var packets = new PacketStream(new Gone());
        await Assert.ThrowsAsync<IOException>(() => packets.WriteAsync(new byte[] { 1, 2, 3 }, TestContext.Current.CancellationToken));
        await packets.DisposeAsync();
    }

    private sealed class Gone : MemoryStream
    {
        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.FromException(new IOException("broken pipe"));
    }
}
