using System.Buffers.Binary;
using System.Text;
using Logos.Rules.Values;
using Logos.Workers.Db.Mongo.Bson;

namespace Logos.Workers.Db.Mongo.Wire;

/// <summary>A message as MongoDB's wire protocol has it (OP_MSG): a command, and beside it documents that it is about.</summary>
internal static class MongoMessage
{
    public const int Head = 16;
    public const int OpMsg = 2013;

    /// <summary>What a server takes, and so what it sends.</summary>
    public const int MaxBytes = 48_000_000;

    /// <summary>Of an answer: the documents, and what is around them.</summary>
    public const int MaxAnswer = MaxBytes + 16 * 1024;

    /// <summary>Of an answer of somebody of whom it is not known yet who it is.</summary>
    public const int MaxGreeting = 256 * 1024;

    private const uint MoreToCome = 2, Needed = 0xffff;

    /// <param name="name">What the documents are called in the command.</param>
    public static byte[] Write(int request, ValueMap command, string? name = null, IReadOnlyList<byte[]>? documents = null)
    {
        var body = BsonWriter.Document(command);
        var sequence = documents is null ? 0 : 1 + 4 + Encoding.UTF8.GetByteCount(name!) + 1 + documents.Sum(document => (long)document.Length);
        var length = Head + 4 + 1 + body.Length + sequence;
        if (length > MaxBytes)
            throw new BsonException($"a message is larger than {MaxBytes} bytes");
        var bytes = new byte[length];
        Header(bytes, request, 0);
        var at = Head + 4 + 1;
        body.CopyTo(bytes.AsSpan(at));
        at += body.Length;
        if (documents is null)
            return bytes;
        bytes[at++] = 1;
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(at), (int)sequence - 1);
        at += 4;
        at += Encoding.UTF8.GetBytes(name!, bytes.AsSpan(at)) + 1;
        foreach (var document in documents)
        {
            document.CopyTo(bytes.AsSpan(at));
            at += document.Length;
        }

        return bytes;
    }

    /// <param name="head">The 16 bytes that every message begins with.</param>
    /// <param name="most">As long as the answer may be.</param>
    /// <returns>How many bytes follow.</returns>
    /// <exception cref="MongoProtocolException">That is no answer to the request.</exception>
    public static int Follows(ReadOnlySpan<byte> head, int request, int most = MaxAnswer)
    {
        var length = BinaryPrimitives.ReadInt32LittleEndian(head);
        var code = BinaryPrimitives.ReadInt32LittleEndian(head[12..]);
        if (code != OpMsg)
            throw new MongoProtocolException(code == 1 ? "the server is older than MongoDB 4.4" : "what answers is no MongoDB");
        if (length < Head + 4 + 1 + 5 || length > most)
            throw new MongoProtocolException("the server sends a message of no possible length");
        if (BinaryPrimitives.ReadInt32LittleEndian(head[8..]) != request)
            throw new MongoProtocolException("the server answers what it was not asked");
        return length - Head;
    }

    /// <returns>The document that is the answer.</returns>
    /// <exception cref="MongoProtocolException">There is more to it, or less.</exception>
    public static ReadOnlyMemory<byte> Body(ReadOnlyMemory<byte> message)
    {
        var flags = BinaryPrimitives.ReadUInt32LittleEndian(message.Span);
        // A checksum comes to those who send one.
        if ((flags & Needed) != 0)
            throw new MongoProtocolException((flags & MoreToCome) != 0 ? "the server sends more answers than one" : "the server sends a message of an unknown kind");
        if (message.Span[4] != 0)
            throw new MongoProtocolException("the server's answer does not begin with a document");
        return message[5..];
    }

    private static void Header(Span<byte> bytes, int request, int answered)
    {
        BinaryPrimitives.WriteInt32LittleEndian(bytes, bytes.Length);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[4..], request);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[8..], answered);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[12..], OpMsg);
    }
}
