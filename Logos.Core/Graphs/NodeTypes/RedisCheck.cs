using Logos.Core.Faults;
using Logos.Core.Graphs.Templates;

namespace Logos.Core.Graphs.NodeTypes;

/// <summary>Holds the commands of a <c>redis</c> node against what one takes, and against those that are not for nodes.</summary>
internal static class RedisCheck
{
    // They change what the connection is, wait for others, or are the operator's.
    private static readonly HashSet<string> Refused = new(StringComparer.OrdinalIgnoreCase)
    {
        "auth", "hello", "select", "quit", "reset", "client", "asking", "readonly", "readwrite",
        "multi", "exec", "discard", "watch", "unwatch",
        "subscribe", "psubscribe", "ssubscribe", "unsubscribe", "punsubscribe", "sunsubscribe", "monitor",
        "blpop", "brpop", "brpoplpush", "blmove", "blmpop", "bzpopmin", "bzpopmax", "bzmpop", "wait", "waitaof",
        "config", "shutdown", "debug", "acl", "cluster", "replicaof", "slaveof", "failover", "module", "save", "bgsave", "bgrewriteaof",
        "sync", "psync", "replconf", "latency", "slowlog", "swapdb", "flushall", "flushdb", "migrate", "script", "function", "pfselftest",
    };

    /// <returns>Why a node does not run it; null where it does.</returns>
    public static string? Refusal(string command, IEnumerable<string> arguments)
    {
        if (Refused.Contains(command))
            return $"`{command.ToUpperInvariant()}` is no command for a node";
        // What follows STREAMS are keys.
        var blocks = command.ToUpperInvariant() is "XREAD" or "XREADGROUP"
            && arguments.TakeWhile(argument => !argument.Equals("streams", StringComparison.OrdinalIgnoreCase)).Contains("block", StringComparer.OrdinalIgnoreCase);
        return blocks ? $"`{command.ToUpperInvariant()}` with BLOCK is no command for a node" : null;
    }

    public static void Check(TypeCheck check)
    {
        var commands = check.With["commands"];
        if (IsNothing(commands))
        {
            if (IsNothing(check.With["command"]))
                check.Report(CoreCodes.MissingField, "`command` is missing", "write the command, or several under `commands`");
            Check(check, check.With);
            return;
        }

        foreach (var name in new[] { "command", "args" })
        {
            if (!IsNothing(check.With[name]))
                check.Report(check.With[name], CoreCodes.FieldConflict, $"`{name}` and `commands` exclude each other", "each of `commands` has its own");
        }

        foreach (var item in commands is Template.List list ? list.Items : [])
        {
            if (item is Template.Map map)
                Check(check, map);
        }
    }

    private static void Check(TypeCheck check, Template.Map with)
    {
        if (with["command"] is not Template.Literal { Value: { IsString: true } command })
            return;
        var arguments = with["args"] is Template.List list ? list.Items.OfType<Template.Literal>().Select(item => item.Value.ToText()) : [];
        if (Refusal(command.AsString(), arguments) is { } refused)
            check.Report(with["command"], CoreCodes.NotForNodes, refused, "a node's commands end at once, leave the connection as it is, and are about keys");
    }

    private static bool IsNothing(Template? template) => template is null or Template.Literal { Value.IsNull: true };
}
