using System.Net.Sockets;
using System.Security.Cryptography;
using Logos.Rules.Values;

namespace Logos.Workers.Db.Mongo.Wire;

/// <summary>One connection to a server. What it is asked, it answers before it is asked again.</summary>
internal sealed class MongoSession(Socket socket, Stream stream) : IAsyncDisposable
{
    private readonly byte[] _head = new byte[MongoMessage.Head];
    private int _request;
    private int _longest = MongoMessage.MaxGreeting;

    /// <summary>By which another connection may stop what runs in this one; null where the server knows of none.</summary>
    public Value? Id { get; private set; }

    /// <summary>What a document may have.</summary>
    public int MaxDocument { get; private set; } = 16 * 1024 * 1024;

    /// <summary>How many documents one command may be about.</summary>
    public int MaxDocuments { get; private set; } = 100_000;

    /// <summary>False once the server has closed it: it says nothing by itself.</summary>
    public bool IsOpen
    {
        get
        {
            try
            {
                return !socket.Poll(TimeSpan.Zero, SelectMode.SelectRead);
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                return false;
            }
        }
    }

    /// <summary>Takes what the server said of itself.</summary>
    public void Settle(ValueMap hello)
    {
        if (hello["maxBsonObjectSize"].TryGetInt64(out var size) && size is > 0 and < MongoMessage.MaxBytes)
            MaxDocument = (int)size;
        if (hello["maxWriteBatchSize"].TryGetInt64(out var count) && count is > 0 and <= int.MaxValue)
            MaxDocuments = (int)count;
        if (!hello["logicalSessionTimeoutMinutes"].IsNull)
            Id = NewId();
        _longest = MongoMessage.MaxAnswer;
    }

    /// <param name="command">The command's name first.</param>
    /// <param name="database">Where it is carried out.</param>
    /// <param name="documents">What it is about beside itself, by the name that it has for them.</param>
    /// <param name="before">Hears how long the answer is before it is read.</param>
    /// <exception cref="MongoException">The server answers with an error.</exception>
    public async Task<MongoReply> RunAsync(ValueMap command, string database, (string Name, IReadOnlyList<byte[]> All)? documents = null, Action<int>? before = null, CancellationToken cancellationToken = default)
    {
        command = command.With("$db", database);
        // What is about sessions runs in none.
        if (Id is { } id && command.Names[0] is not ("killSessions" or "endSessions"))
            command = command.With("lsid", id);
        var request = ++_request;
        await stream.WriteAsync(MongoMessage.Write(request, command, documents?.Name, documents?.All), cancellationToken).ConfigureAwait(false);
        await stream.ReadExactlyAsync(_head, cancellationToken).ConfigureAwait(false);
        var length = MongoMessage.Follows(_head, request, _longest);
        before?.Invoke(length);
        var message = new byte[length];
        await stream.ReadExactlyAsync(message, cancellationToken).ConfigureAwait(false);
        return MongoReply.Read(MongoMessage.Body(message));
    }

    public async ValueTask DisposeAsync()
    {
        // First, so that nothing more goes out of a command that was stopped while it was written.
        socket.Dispose();
        try
        {
            await stream.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // What it would have said at the end, nobody hears any more.
        }
    }

    // A UUID of random bits.
    private static Value NewId()
    {
        var bytes = RandomNumberGenerator.GetBytes(16);
        bytes[6] = (byte)((bytes[6] & 0x0f) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        return ValueMap.From([new("id", ValueMap.From([new("$uuid", new Guid(bytes, bigEndian: true).ToString("D"))]))]);
    }
}
