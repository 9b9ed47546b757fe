using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Logos.Workers.Tests.Db.Mongo.Server;

/// <summary>The server's side of SCRAM (RFC 5802), over what it keeps of a password.</summary>
[SuppressMessage("Security", "CA5350", Justification = "SCRAM-SHA-1 is defined over SHA-1.")]
[SuppressMessage("Security", "CA5351", Justification = "MongoDB has SCRAM-SHA-1 over MD5.")]
internal sealed class SignIn(string mechanism, string user, string password)
{
    private const int Rounds = 4096;

    private readonly byte[] _salt = RandomNumberGenerator.GetBytes(16);
    private readonly HashAlgorithmName _hash = mechanism == "SCRAM-SHA-1" ? HashAlgorithmName.SHA1 : HashAlgorithmName.SHA256;
    private string _said = "";
    private string _nonce = "";

    public string Challenge(string first)
    {
        var bare = first["n,,".Length..];
        var asked = bare["n=".Length..bare.IndexOf(",r=", StringComparison.Ordinal)].Replace("=2C", ",", StringComparison.Ordinal).Replace("=3D", "=", StringComparison.Ordinal);
        if (asked != user)
            throw Refused();
        _nonce = bare[(bare.IndexOf(",r=", StringComparison.Ordinal) + 3)..] + Convert.ToHexString(RandomNumberGenerator.GetBytes(8));
        var challenge = $"r={_nonce},s={Convert.ToBase64String(_salt)},i={Rounds.ToString(CultureInfo.InvariantCulture)}";
        _said = $"{bare},{challenge}";
        return challenge;
    }

    public string Final(string answer)
    {
        var proof = answer.IndexOf(",p=", StringComparison.Ordinal);
        var (unproven, given) = (answer[..proof], Convert.FromBase64String(answer[(proof + 3)..]));
        if (unproven != $"c=biws,r={_nonce}")
            throw Refused();
        var known = mechanism == "SCRAM-SHA-1" ? Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes($"{user}:mongo:{password}"))) : password;
        var salted = Rfc2898DeriveBytes.Pbkdf2(known, _salt, Rounds, _hash, given.Length);
        var stored = CryptographicOperations.HashData(_hash, Keyed(salted, "Client Key"));
        var message = $"{_said},{unproven}";
        var key = given.Zip(Keyed(stored, message), (a, b) => (byte)(a ^ b)).ToArray();
        if (!CryptographicOperations.HashData(_hash, key).SequenceEqual(stored))
            throw Refused();
        return $"v={Convert.ToBase64String(Keyed(Keyed(salted, "Server Key"), message))}";
    }

    public static MongoServerFault Refused() => new(18, "AuthenticationFailed", "Authentication failed.");

    private byte[] Keyed(byte[] key, string text) => CryptographicOperations.HmacData(_hash, key, Encoding.UTF8.GetBytes(text));
}
