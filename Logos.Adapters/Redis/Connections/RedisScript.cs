using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Logos.Adapters.Redis.Resp;

namespace Logos.Adapters.Redis.Connections;

/// <summary>A script that the server runs as one step. It is named by its hash, and sent whole only to a server that does not know it.</summary>
[SuppressMessage("Security", "CA5350", Justification = "Redis names scripts by their SHA-1; nothing is protected by it.")]
public sealed class RedisScript(string text)
{
    private readonly string _hash = Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes(text)));

    /// <summary>The command that runs it on a server that knows it.</summary>
    public RedisArgument[] Command(int keys, params ReadOnlySpan<RedisArgument> arguments) => ["EVALSHA", _hash, keys, .. arguments];

    /// <param name="connection">Where it is run.</param>
    /// <param name="keys">How many of the arguments are keys: the first ones.</param>
    /// <param name="arguments">The keys, then the rest.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="RedisException">It could not be run.</exception>
    public async ValueTask<RespValue> RunAsync(RedisConnection connection, int keys, RedisArgument[] arguments, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(connection);
        try
        {
            return await connection.SendAsync(Command(keys, arguments), cancellationToken).ConfigureAwait(false);
        }
        catch (RedisServerException e) when (IsUnknown(e))
        {
            return await connection.SendAsync(["EVAL", text, keys, .. arguments], cancellationToken).ConfigureAwait(false);
        }
    }

    public static bool IsUnknown(RedisServerException refusal)
    {
        ArgumentNullException.ThrowIfNull(refusal);
        return refusal.Kind == "NOSCRIPT";
    }

    public ValueTask<RespValue> LoadAsync(RedisConnection connection, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(connection);
        return connection.SendAsync(["SCRIPT", "LOAD", text], cancellationToken);
    }
}
