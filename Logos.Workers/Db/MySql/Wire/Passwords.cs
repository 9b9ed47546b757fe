using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Logos.Workers.Db.MySql.Wire;

/// <summary>How a client proves that it knows the password, without telling it.</summary>
internal static class Passwords
{
    /// <summary>SHA1(password) XOR SHA1(challenge + SHA1(SHA1(password))).</summary>
    [SuppressMessage("Security", "CA5350", Justification = "The plugin mysql_native_password is defined over SHA-1.")]
    public static byte[] Native(string password, ReadOnlySpan<byte> challenge)
    {
        if (password.Length == 0)
            return [];
        var once = SHA1.HashData(Encoding.UTF8.GetBytes(password));
        return Xor(once, SHA1.HashData([.. challenge, .. SHA1.HashData(once)]));
    }

    /// <summary>SHA256(password) XOR SHA256(SHA256(SHA256(password)) + challenge).</summary>
    public static byte[] CachingSha2(string password, ReadOnlySpan<byte> challenge)
    {
        if (password.Length == 0)
            return [];
        var once = SHA256.HashData(Encoding.UTF8.GetBytes(password));
        return Xor(once, SHA256.HashData([.. SHA256.HashData(SHA256.HashData(once).AsSpan()), .. challenge]));
    }

    /// <summary>Where the server wants the password itself and there is no TLS: under its public key.</summary>
    public static byte[] Sealed(string password, ReadOnlySpan<byte> challenge, string pem)
    {
        var text = new byte[Encoding.UTF8.GetByteCount(password) + 1];
        Encoding.UTF8.GetBytes(password, text);
        for (var i = 0; i < text.Length; i++)
            text[i] ^= challenge[i % challenge.Length];
        using var key = RSA.Create();
        key.ImportFromPem(pem);
        return key.Encrypt(text, RSAEncryptionPadding.OaepSHA1);
    }

    private static byte[] Xor(byte[] one, byte[] other) => [.. one.Zip(other, (a, b) => (byte)(a ^ b))];
}
