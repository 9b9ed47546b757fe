using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Logos.Core.Secrets;

/// <summary>
/// A text sealed with AES-256-GCM: one byte of format, the id of the key behind its length, a nonce of 12 bytes, a tag
/// of 16, and the text. It opens only in the place that it was sealed for: moved to another name, workspace or version
/// it is as if its bytes were changed.
/// </summary>
public static class Envelope
{
    private const byte Format = 1;
    private const int NonceLength = 12;
    private const int TagLength = 16;

    public static byte[] Seal(SecretKeyRing keys, SealedPlace place, string text)
    {
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentNullException.ThrowIfNull(text);
        var key = keys.Newest;
        var plain = Encoding.UTF8.GetBytes(text);
        var head = 2 + key.Id.Length;
        var sealedText = new byte[head + NonceLength + TagLength + plain.Length];
        sealedText[0] = Format;
        sealedText[1] = (byte)key.Id.Length;
        Encoding.ASCII.GetBytes(key.Id, sealedText.AsSpan(2));
        var nonce = sealedText.AsSpan(head, NonceLength);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(key.Bytes.Span, TagLength);
        aes.Encrypt(nonce, plain, sealedText.AsSpan(head + NonceLength + TagLength), sealedText.AsSpan(head + NonceLength, TagLength), place.ToBytes());
        CryptographicOperations.ZeroMemory(plain);
        return sealedText;
    }

    /// <exception cref="UnreadableSecretException">Its key is not here, or it was changed or moved.</exception>
    public static string Open(SecretKeyRing keys, SealedPlace place, ReadOnlySpan<byte> sealedText)
    {
        ArgumentNullException.ThrowIfNull(keys);
        if (sealedText.Length < 2 || sealedText[0] != Format || sealedText.Length < 2 + sealedText[1] + NonceLength + TagLength)
            throw new UnreadableSecretException($"the {place.Kind} `{place.Name}` is not sealed in a form that this version knows");
        var id = Encoding.ASCII.GetString(sealedText.Slice(2, sealedText[1]));
        if (keys.Find(id) is not { } key)
            throw new UnreadableSecretException($"the {place.Kind} `{place.Name}` was sealed with the key `{id}`, which is not among the keys of this server");
        var rest = sealedText[(2 + sealedText[1])..];
        var plain = new byte[rest.Length - NonceLength - TagLength];
        try
        {
            using var aes = new AesGcm(key.Bytes.Span, TagLength);
            aes.Decrypt(rest[..NonceLength], rest[(NonceLength + TagLength)..], rest.Slice(NonceLength, TagLength), plain, place.ToBytes());
            return Encoding.UTF8.GetString(plain);
        }
        catch (AuthenticationTagMismatchException)
        {
            throw new UnreadableSecretException($"the {place.Kind} `{place.Name}` was changed, or moved here from another place, after it was sealed");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }
}

/// <summary>Where a sealed text belongs.</summary>
/// <param name="Version">Of the document that it stands in.</param>
public readonly record struct SealedPlace(string Workspace, string Kind, string Name, long Version)
{
    // Each with its length before it: no two places give the same bytes.
    internal byte[] ToBytes()
    {
        var bytes = new byte[(3 * sizeof(int)) + Encoding.UTF8.GetByteCount(Workspace) + Encoding.UTF8.GetByteCount(Kind) + Encoding.UTF8.GetByteCount(Name) + sizeof(long)];
        var to = bytes.AsSpan();
        foreach (var part in (ReadOnlySpan<string>)[Workspace, Kind, Name])
        {
            var length = Encoding.UTF8.GetBytes(part, to[sizeof(int)..]);
            BinaryPrimitives.WriteInt32LittleEndian(to, length);
            to = to[(sizeof(int) + length)..];
        }

        BinaryPrimitives.WriteInt64LittleEndian(to, Version);
        return bytes;
    }
}
