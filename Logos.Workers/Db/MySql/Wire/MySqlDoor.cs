using System.Diagnostics.CodeAnalysis;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Logos.Workers.Db.MySql.Wire;

/// <summary>Opens sessions: TCP, TLS, and the greeting with which a client signs in.</summary>
internal static class MySqlDoor
{
    // What is spoken here (protocol 4.1).
    private const uint LongPassword = 1, ConnectWithDatabase = 8, Protocol41 = 0x200, Tls = 0x800, Transactions = 0x2000, SecureConnection = 0x8000, PluginAuth = 0x80000, DeprecateEof = 0x1000000;
    private const uint ExtendedMetadata = 8;
    private const byte Utf8 = 45;

    /// <exception cref="MySqlException">The server does not let us in.</exception>
    public static async Task<MySqlSession> OpenAsync(MySqlAddress address, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(address.Host, address.Port, cancellationToken).ConfigureAwait(false);
            var plain = new NetworkStream(socket, ownsSocket: true);
            var packets = new PacketStream(plain);
            var greeting = Greeting.Read(await packets.ReadAsync(null, cancellationToken).ConfigureAwait(false));
            var flags = LongPassword | Protocol41 | Transactions | SecureConnection | PluginAuth | (greeting.Flags & DeprecateEof) | (address.Database is null ? 0 : ConnectWithDatabase);
            var extended = greeting.IsMariaDb ? greeting.Extended & ExtendedMetadata : 0;
            // MariaDB tells by the absence of this flag that there are more.
            if (greeting.IsMariaDb)
                flags &= ~LongPassword;
            var isSecure = address.Tls != TlsUse.Disable && (greeting.Flags & Tls) != 0;
            if (!isSecure && address.Tls is TlsUse.Require or TlsUse.VerifyFull)
                throw new MySqlProtocolException("the server speaks no TLS, and the connection asks for it");
            if (isSecure)
            {
                flags |= Tls;
                await packets.WriteAsync(Head(flags, extended).Written, cancellationToken).ConfigureAwait(false);
                packets.Stream = new BufferedStream(await SecureAsync(plain, address, cancellationToken).ConfigureAwait(false), 32 * 1024);
            }

            var answer = Head(flags, extended).Terminated(address.User).Counted(Proof(greeting.Plugin, address.Password, greeting.Challenge));
            if (address.Database is { } database)
                answer.Terminated(database);
            await packets.WriteAsync(answer.Terminated(greeting.Plugin).Written, cancellationToken).ConfigureAwait(false);
            await SignInAsync(packets, address, greeting, isSecure, cancellationToken).ConfigureAwait(false);
            return new(packets, greeting.Connection, greeting.IsMariaDb, (flags & DeprecateEof) != 0, extended != 0);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static PacketWriter Head(uint flags, uint extended) => new PacketWriter().Int(flags).Int(1 << 30).Byte(Utf8).Zeros(19).Int(extended);

    private static byte[] Proof(string plugin, string password, ReadOnlySpan<byte> challenge) => plugin switch
    {
        "mysql_native_password" => Passwords.Native(password, challenge),
        "caching_sha2_password" => Passwords.CachingSha2(password, challenge),
        // The server will say by which other way it wants it.
        _ => [],
    };

    private static async Task SignInAsync(PacketStream packets, MySqlAddress address, Greeting greeting, bool isSecure, CancellationToken cancellationToken)
    {
        var (plugin, challenge) = (greeting.Plugin, greeting.Challenge);
        while (true)
        {
            var packet = await packets.ReadAsync(null, cancellationToken).ConfigureAwait(false);
            switch (packet[0])
            {
                case 0x00:
                    return;
                case 0xff:
                    throw MySqlSession.Error(packet);
                case 0xfe:
                    (plugin, challenge) = Switch(packet);
                    if (plugin is not ("mysql_native_password" or "caching_sha2_password"))
                        throw new MySqlProtocolException($"the server asks to sign in by `{plugin}`: mysql_native_password and caching_sha2_password are spoken");
                    await packets.WriteAsync(Proof(plugin, address.Password, challenge), cancellationToken).ConfigureAwait(false);
                    break;
                case 0x01 when packet is [_, 3]:
                    // It knows the password already; what follows says that we are in.
                    break;
                case 0x01 when packet is [_, 4] && isSecure:
                    await packets.WriteAsync(new PacketWriter().Terminated(address.Password).Written, cancellationToken).ConfigureAwait(false);
                    break;
                case 0x01 when packet is [_, 4]:
                    await packets.WriteAsync(new byte[] { 2 }, cancellationToken).ConfigureAwait(false);
                    var key = await packets.ReadAsync(null, cancellationToken).ConfigureAwait(false);
                    await packets.WriteAsync(Passwords.Sealed(address.Password, challenge, Encoding.ASCII.GetString(key.AsSpan(1))), cancellationToken).ConfigureAwait(false);
                    break;
                default:
                    throw new MySqlProtocolException("the server answers the greeting with what is not known");
            }
        }
    }

    private static (string Plugin, byte[] Challenge) Switch(byte[] packet)
    {
        var reader = new PacketReader(packet.AsSpan(1));
        var plugin = Encoding.ASCII.GetString(reader.Terminated());
        return (plugin, reader.Rest().TrimEnd((byte)0).ToArray());
    }

    [SuppressMessage("Security", "CA5359", Justification = "As `prefer` and `require` say: encrypted, whoever is on the other side. `verify_full` looks.")]
    private static async Task<Stream> SecureAsync(Stream plain, MySqlAddress address, CancellationToken cancellationToken)
    {
        var secure = new SslStream(plain, leaveInnerStreamOpen: false);
        var options = new SslClientAuthenticationOptions { TargetHost = address.Host };
        if (address.Tls != TlsUse.VerifyFull)
            options.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
        else if (address.Authorities is { } authorities)
            options.CertificateChainPolicy = Trust(authorities);
        await secure.AuthenticateAsClientAsync(options, cancellationToken).ConfigureAwait(false);
        return secure;
    }

    private static X509ChainPolicy Trust(X509Certificate2Collection authorities)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(authorities);
        return policy;
    }

    private sealed record Greeting(uint Connection, uint Flags, uint Extended, bool IsMariaDb, string Plugin, byte[] Challenge)
    {
        public static Greeting Read(byte[] packet)
        {
            if (packet[0] == 0xff)
                throw MySqlSession.Error(packet);
            if (packet[0] != 10)
                throw new MySqlProtocolException("what answers is neither MySQL nor MariaDB");
            var reader = new PacketReader(packet.AsSpan(1));
            var version = Encoding.ASCII.GetString(reader.Terminated());
            var connection = reader.Int();
            var first = reader.Bytes(8).ToArray();
            reader.Byte();
            uint flags = reader.Short();
            reader.Byte();
            reader.Short();
            flags |= (uint)reader.Short() << 16;
            reader.Byte();
            reader.Bytes(6);
            var extended = reader.Int();
            var second = reader.Bytes(12).ToArray();
            reader.Byte();
            var plugin = Encoding.ASCII.GetString(reader.Terminated());
            return new(connection, flags, extended, version.Contains("MariaDB", StringComparison.OrdinalIgnoreCase), plugin, [.. first, .. second]);
        }
    }
}
