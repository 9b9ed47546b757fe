using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using Logos.Rules.Values;

namespace Logos.Workers.Db.Mongo.Bson;

/// <summary>Ids for documents that have none: the second, five bytes of this process, and a number that counts on.</summary>
internal static class ObjectIds
{
    private static readonly byte[] Own = RandomNumberGenerator.GetBytes(5);

    private static int _last = RandomNumberGenerator.GetInt32(1 << 24);

    public static Value Next(DateTimeOffset now)
    {
        Span<byte> second = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(second, (uint)now.ToUnixTimeSeconds());
        var number = Interlocked.Increment(ref _last) & 0xffffff;
        return ValueMap.From([new("$oid", string.Create(CultureInfo.InvariantCulture, $"{Convert.ToHexStringLower(second)}{Convert.ToHexStringLower(Own)}{number:x6}"))]);
    }
}
