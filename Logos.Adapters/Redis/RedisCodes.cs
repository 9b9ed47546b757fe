using Logos.Rules.Faults;

namespace Logos.Adapters.Redis;

/// <summary>Every code of what Redis is used for (41xx).</summary>
public static class RedisCodes
{
    public const string Away = "LGS4100";
    public const string Slow = "LGS4101";
    public const string Busy = "LGS4102";
    public const string SignIn = "LGS4103";
    public const string Refused = "LGS4104";
    public const string Protocol = "LGS4105";
    public const string Address = "LGS4106";

    public static IReadOnlyList<ErrorCode> All { get; } =
    [
        new(Away, "Redis cannot be reached", "Everything goes on without it: limits are counted in each process, watchers are told by polling the store, the node cache is in the process. The message says why there is no connection; it is made anew by itself (docs/operations.md, *Redis*)."),
        new(Slow, "Redis does not answer in time", "What was asked goes on without it. Look at the server's load, its slow log and the network (docs/operations.md, *Redis*)."),
        new(Busy, "Too many commands wait for Redis", "More is asked of it than it answers; what finds no room goes on without it. Look at the server's load and at the network."),
        new(SignIn, "Redis does not let Logos in", "Correct user and password in the connection string `redis`, or the rights of the user (`ACL SETUSER`). It is tried again by itself, and meanwhile everything goes on without Redis."),
        new(Refused, "Redis answered with an error", "The message holds what it said. `OOM`: its memory is full; give it more, or a `maxmemory-policy` that evicts. `READONLY`: the address leads to a replica. `NOPERM`: the user lacks a right; docs/operations.md, *Redis*, lists what is needed."),
        new(Protocol, "What answers is no Redis that Logos understands", "Behind the address has to be Redis 6 or later, or a server that speaks RESP3 as it does."),
        new(Address, "The connection string of Redis cannot be used", "Write `host:6379,password=…,ssl=true` or `redis://user:password@host:6379/0`, with `rediss://` for TLS."),
    ];
}
