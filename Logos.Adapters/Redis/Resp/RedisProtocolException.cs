using Logos.Adapters.Redis.Connections;

namespace Logos.Adapters.Redis.Resp;

/// <summary>What arrives is not what a Redis server says.</summary>
public sealed class RedisProtocolException(string message) : RedisException(RedisCodes.Protocol, message);
