using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Logos.Workers.Db.Mongo.Wire;

/// <summary>
/// How a client proves that it knows the password, and the server that it knows it too, without telling it (RFC 5802 and
/// RFC 7677, without channel binding).
/// </summary>
internal sealed class Scram
{
    public const string Sha256 = "SCRAM-SHA-256", Sha1 = "SCRAM-SHA-1";

    // Fewer rounds make guessing too easy; more than this is a server that wants to keep us busy.
    private const int LeastRounds = 4_096, MostRounds = 1_000_000;

    private const string Header = "n,,";

    private readonly HashAlgorithmName _hash;
    private readonly string _password;
    private readonly string _nonce;
    private readonly string _first;
    private byte[] _expected = [];

    /// <param name="nonce">Of this one sign-in; printable, and without a comma.</param>
    public Scram(string mechanism, string user, string password, string nonce)
    {
        _hash = mechanism == Sha1 ? HashAlgorithmName.SHA1 : HashAlgorithmName.SHA256;
        _password = mechanism == Sha1 ? Digest(user, password) : SaslPrep.Of(password);
        _nonce = nonce;
        _first = $"n={user.Replace("=", "=3D", StringComparison.Ordinal).Replace(",", "=2C", StringComparison.Ordinal)},r={nonce}";
    }

    public static string NewNonce() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(24));

    /// <summary>What the client begins with.</summary>
    public byte[] First => Encoding.UTF8.GetBytes(Header + _first);

    /// <returns>The client's proof.</returns>
    /// <exception cref="MongoProtocolException">The server's challenge is none.</exception>
    public byte[] Answer(ReadOnlySpan<byte> challenge)
    {
        var text = Encoding.UTF8.GetString(challenge);
        var parts = text.Split(',');
        if (parts is not [['r', '=', .. var nonce], ['s', '=', .. var salt], ['i', '=', .. var count], ..] || !nonce.StartsWith(_nonce, StringComparison.Ordinal) || nonce.Length == _nonce.Length
            || !int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var rounds))
            throw new MongoProtocolException("the server's challenge at the sign-in cannot be read");
        if (rounds is < LeastRounds or > MostRounds)
            throw new MongoProtocolException($"the server asks for {rounds} rounds at the sign-in, which is not between {LeastRounds} and {MostRounds}");
        var salted = Rfc2898DeriveBytes.Pbkdf2(_password, Salt(salt), rounds, _hash, _hash == HashAlgorithmName.SHA1 ? 20 : 32);
        var client = Keyed(salted, "Client Key");
        var proven = $"c={Convert.ToBase64String(Encoding.UTF8.GetBytes(Header))},r={nonce}";
        var message = $"{_first},{text},{proven}";
        var signature = Keyed(Hash(client), message);
        for (var i = 0; i < client.Length; i++)
            client[i] ^= signature[i];
        _expected = Keyed(Keyed(salted, "Server Key"), message);
        return Encoding.UTF8.GetBytes($"{proven},p={Convert.ToBase64String(client)}");
    }

    /// <exception cref="MongoProtocolException">The server does not know the password itself.</exception>
    public void Verify(ReadOnlySpan<byte> final)
    {
        var wanted = Encoding.ASCII.GetBytes($"v={Convert.ToBase64String(_expected)}");
        if (_expected.Length == 0 || !CryptographicOperations.FixedTimeEquals(wanted, final))
            throw new MongoProtocolException("the server does not prove at the sign-in that it knows the password");
    }

    private static byte[] Salt(string text)
    {
        try
        {
            return Convert.FromBase64String(text);
        }
        catch (FormatException)
        {
            throw new MongoProtocolException("the server's challenge at the sign-in cannot be read");
        }
    }

    [SuppressMessage("Security", "CA5350", Justification = "SCRAM-SHA-1 is defined over SHA-1.")]
    private byte[] Keyed(byte[] key, string text) => _hash == HashAlgorithmName.SHA1 ? HMACSHA1.HashData(key, Encoding.UTF8.GetBytes(text)) : HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));

    [SuppressMessage("Security", "CA5350", Justification = "SCRAM-SHA-1 is defined over SHA-1.")]
    private byte[] Hash(byte[] bytes) => _hash == HashAlgorithmName.SHA1 ? SHA1.HashData(bytes) : SHA256.HashData(bytes);

    [SuppressMessage("Security", "CA5351", Justification = "MongoDB has SCRAM-SHA-1 over the MD5 that its older way to sign in kept.")]
    private static string Digest(string user, string password) => Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes($"{user}:mongo:{password}")));
}
