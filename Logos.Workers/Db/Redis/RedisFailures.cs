using Logos.Adapters.Redis.Connections;
using Logos.Adapters.Redis.Resp;
using Logos.Core.Work;
using Logos.Workers.Faults;

namespace Logos.Workers.Db.Redis;

/// <summary>What Redis says of why it did not do it, and whether another try may help. Values stay out of it.</summary>
internal static class RedisFailures
{
    // The server starts, is busy with a script, changes its role, or has no room.
    private static readonly HashSet<string> Passing = ["LOADING", "BUSY", "TRYAGAIN", "CLUSTERDOWN", "MASTERDOWN", "NOREPLICAS", "OOM", "READONLY", "UNBLOCKED", "MISCONF"];

    public static Failure Of(RedisException exception, RedisCommand command) => exception switch
    {
        RedisServerException { Kind: "EXECABORT" } e => new(WorkersCodes.StatementRefused, FailureKind.Permanent, $"Redis ran none of the commands: {Said(e, command)}"),
        RedisServerException { Kind: "MOVED" or "ASK" } => new(WorkersCodes.StatementRefused, FailureKind.Permanent, "the connection leads to a node of a Redis Cluster, which is not supported"),
        RedisServerException e when Passing.Contains(e.Kind) => new(WorkersCodes.DatabaseAway, FailureKind.Transient, $"Redis cannot take `{command.Name}` now: {Said(e, command)}"),
        RedisServerException e => new(WorkersCodes.StatementRefused, FailureKind.Permanent, $"Redis refused `{command.Name}`: {Said(e, command)}"),
        RedisSignInException e => new(WorkersCodes.DatabaseRefused, FailureKind.Permanent, Told(e)),
        RedisProtocolException e => new(WorkersCodes.UnreadableAnswer, FailureKind.Permanent, Told(e)),
        _ => new(WorkersCodes.DatabaseAway, FailureKind.Transient, exception.InnerException is { } inner and not RedisException ? $"{Told(exception)}: {inner.Message}" : Told(exception)),
    };

    // Its own code stands in front, and belongs to what else Redis does for Logos.
    private static string Told(RedisException exception) =>
        exception.Message.StartsWith($"{exception.Code}: ", StringComparison.Ordinal) ? exception.Message[(exception.Code.Length + 2)..] : exception.Message;

    private static string Said(RedisServerException exception, RedisCommand command)
    {
        var text = Told(exception);
        const string Prefix = "Redis answered with an error: ";
        if (text.StartsWith(Prefix, StringComparison.Ordinal))
            text = text[Prefix.Length..];
        // `unknown command 'GETT', with args beginning with: 'key' 'value'`
        if (text.IndexOf(", with args beginning with", StringComparison.Ordinal) is > 0 and var end)
            text = text[..end];
        foreach (var argument in command.Arguments.Where(argument => argument.IsString && argument.AsString().Length > 0))
            text = text.Replace($"'{argument.AsString()}'", "…", StringComparison.Ordinal).Replace($"\"{argument.AsString()}\"", "…", StringComparison.Ordinal);
        return text;
    }
}
