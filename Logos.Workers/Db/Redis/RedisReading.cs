using System.Collections.Concurrent;
using Logos.Adapters.Redis.Connections;
using Logos.Adapters.Redis.Resp;
using Logos.Workers.Faults;
using Logos.Workers.Running;

namespace Logos.Workers.Db.Redis;

/// <summary>Which commands only read, by the server's own table of them. One of which it does not say so is not run.</summary>
internal sealed class RedisReading
{
    private static readonly HashSet<string> Harmless = ["PING", "ECHO", "TIME"];

    private readonly ConcurrentDictionary<string, bool> _known = new(StringComparer.Ordinal);

    /// <exception cref="FailureException">It may write.</exception>
    public async ValueTask CheckAsync(RedisSession session, RedisCommand command, CancellationToken cancellationToken)
    {
        if (Harmless.Contains(command.Name))
            return;
        // `OBJECT ENCODING` is a command of its own.
        var part = command.Arguments is [{ IsString: true } first, ..] && first.AsString() is { Length: < 30 } word && word.All(char.IsAsciiLetter) ? $"{command.Name}|{word.ToUpperInvariant()}" : command.Name;
        if (!_known.TryGetValue(part, out var reads))
        {
            reads = await AskAsync(session, command.Name, part, cancellationToken).ConfigureAwait(false);
            // Keys look like parts of commands, and there is no end of them.
            if (_known.Count < 1_000)
                _known[part] = reads;
        }

        if (!reads)
            throw FailureException.Permanent(WorkersCodes.ReadOnly, $"the connection only reads, and `{command.Name}` is no command that only reads");
    }

    private static async ValueTask<bool> AskAsync(RedisSession session, string name, string part, CancellationToken cancellationToken)
    {
        try
        {
            var told = (await session.SendAsync(["COMMAND", "INFO", name, part], cancellationToken).ConfigureAwait(false)).Items.ToArray();
            return IsReading(told is [_, { IsNull: false } own] ? own : told[0]);
        }
        catch (RedisServerException e) when (e.Kind == "NOPERM")
        {
            throw FailureException.Permanent(WorkersCodes.ReadOnly, "the connection only reads, and its user may not ask which commands do (`COMMAND INFO`)");
        }
    }

    private static bool IsReading(RespValue info)
    {
        if (info.Kind != RespKind.List || info.Items.Length < 3)
            return false;
        foreach (var flag in info.Items[2].Items)
        {
            if (flag.Is("readonly"u8))
                return true;
        }

        return false;
    }
}
