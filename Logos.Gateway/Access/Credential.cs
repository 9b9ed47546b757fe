using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Logos.Gateway.Access;

/// <summary>What somebody shows: <c>{id}_{secret}</c>. The id finds what is kept of it, and of the secret only a hash is kept.</summary>
internal readonly record struct Credential(string Id, string Secret)
{
    private const int IdLength = 16;

    /// <summary>256 bits of chance need no slow hash.</summary>
    public string Hash => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Secret)));

    public static Credential Make() =>
        new(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdLength / 2)), Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)));

    /// <returns>Null when it cannot be one.</returns>
    public static Credential? Read(ReadOnlySpan<char> text) =>
        text.Length is > IdLength + 1 and < 256 && text[IdLength] == '_' ? new(text[..IdLength].ToString(), text[(IdLength + 1)..].ToString()) : null;

    public bool Matches(string hash) => CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(hash), Encoding.ASCII.GetBytes(Hash));

    public override string ToString() => $"{Id}_{Secret}";
}
