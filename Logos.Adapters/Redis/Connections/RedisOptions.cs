using System.Security.Cryptography.X509Certificates;
using Logos.Adapters.Redis.Resp;

namespace Logos.Adapters.Redis.Connections;

/// <summary>How a server is talked to.</summary>
public sealed record RedisOptions(RedisAddress Address)
{
    /// <summary>Until a connection is made, signed in included.</summary>
    public TimeSpan ConnectTime { get; init; } = Address.ConnectTime ?? TimeSpan.FromSeconds(2);

    /// <summary>Until a command is answered. A server from which nothing comes for so long, although something is awaited, is left, and tried anew.</summary>
    public TimeSpan CommandTime { get; init; } = Address.CommandTime ?? TimeSpan.FromSeconds(1);

    /// <summary>A connection on which nothing has come for so long is asked whether it is still there.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Between two attempts to connect, at most; the first follow each other sooner.</summary>
    public TimeSpan MaxReconnectDelay { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Commands that wait for their answers.</summary>
    public int MaxPending { get; init; } = 10_000;

    /// <summary>Their bytes.</summary>
    public long MaxPendingBytes { get; init; } = 64 * 1024 * 1024;

    public RespLimits Limits { get; init; } = RespLimits.Standard;

    /// <summary>Who has signed the server's certificate, where that is nobody whom the machine trusts.</summary>
    public X509Certificate2Collection? Authorities { get; init; }

    /// <summary>With which all keys and channels begin: several installations may share a server.</summary>
    public string Prefix { get; init; } = "logos:";
}
