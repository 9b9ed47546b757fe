
namespace Logos.Adapters.Redis.Connections;

/// <summary>The server could not be asked, or has refused. Whoever uses it goes on without it.</summary>
public abstract class RedisException(string code, string message, Exception? inner = null) : IOException($"{code}: {message}", inner)
{
    public string Code => code;

    /// <summary>The message without the code.</summary>
    public string Reason => message;
}

/// <summary>There is no connection, or it was lost before the answer came: whether the command was carried out is not known then.</summary>
public sealed class RedisUnavailableException(string message, Exception? inner = null) : RedisException(RedisCodes.Away, message, inner);

/// <summary>The answer did not come in time. The command may be carried out yet.</summary>
public sealed class RedisTimeoutException(string message) : RedisException(RedisCodes.Slow, message);

/// <summary>So many commands wait for their answers that no more are taken.</summary>
public sealed class RedisBusyException(string message) : RedisException(RedisCodes.Busy, message);

/// <summary>The server did not let us in: a wrong password, or a right that is missing.</summary>
public sealed class RedisSignInException(string message) : RedisException(RedisCodes.SignIn, message);

/// <summary>The server answered with an error.</summary>
public sealed class RedisServerException(string error) : RedisException(RedisCodes.Refused, $"Redis answered with an error: {error}")
{
    /// <summary>The word that the error begins with, such as <c>NOSCRIPT</c>.</summary>
    public string Kind { get; } = error.Split(' ', 2)[0];
}
