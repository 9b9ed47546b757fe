using Microsoft.Extensions.Logging;

namespace Logos.Adapters.RabbitMq;

internal static partial class RabbitMqLog
{
    [LoggerMessage(4120, LogLevel.Information, "Connected to RabbitMQ {Version} at {Address}, generation {Generation}")]
    public static partial void Connected(this ILogger logger, Version version, string address, long generation);

    [LoggerMessage(4121, LogLevel.Warning, "{Code}: {Fault}; it is tried again without end ({Hint})")]
    public static partial void Away(this ILogger logger, string code, string fault, string? hint);

    [LoggerMessage(4122, LogLevel.Error, "{Code}: {Fault} ({Hint})")]
    public static partial void Wrong(this ILogger logger, string code, string fault, string? hint);

    [LoggerMessage(4123, LogLevel.Warning, "RabbitMQ has lost what it held: its generation is {Generation} now, and owners dispatch again what is unfinished")]
    public static partial void Raised(this ILogger logger, long generation);

    [LoggerMessage(4124, LogLevel.Warning, "{Code}: RabbitMQ takes no messages: {Reason}. Publishing waits, and what runs goes on")]
    public static partial void Blocked(this ILogger logger, string code, string reason);

    [LoggerMessage(4125, LogLevel.Information, "RabbitMQ takes messages again")]
    public static partial void Unblocked(this ILogger logger);

    [LoggerMessage(4126, LogLevel.Error, "{Code}: A message of {Queue} was moved to the dead ones: {Reason}")]
    public static partial void Unreadable(this ILogger logger, string code, string queue, string reason);

    [LoggerMessage(4127, LogLevel.Warning, "Reading {Queue} was interrupted, and goes on: {Reason}")]
    public static partial void Interrupted(this ILogger logger, string queue, string reason);
}
