using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;

namespace Logos.Cli.Cluster.Logs;

/// <summary>What the servers write in their own forms. What is news for them is detail for a cluster; trouble is trouble.</summary>
internal static partial class ServerLines
{
    // Redis gives the rank of a warning to its coming and going.
    private static readonly string[] RedisNews = ["oO0OoO0OoO0Oo", "Redis version=", "Configuration loaded", "Server initialized", "User requested shutdown", "Redis is now ready to exit"];

    // What a client asked for and was refused is told by that client, where it is trouble: Logos looks in this way whether a queue is there. A new node has to build its message store.
    private static readonly string[] RabbitMqNews = ["Channel error on connection", "operation queue.declare caused a channel exception not_found", "Message store \""];

    /// <summary><c>2026-11-21 21:13:26.123 UTC LOG:  checkpoint starting</c></summary>
    public static PartLine Postgres(string text, bool isError) => PostgresForm().Match(text) is { Success: true } match
        ? new(Time(match.Groups["time"].Value, "yyyy-MM-dd HH:mm:ss.fff"), match.Groups["level"].Value switch
        {
            "ERROR" => LogLevel.Warning,
            "FATAL" or "PANIC" => LogLevel.Error,
            "WARNING" => LogLevel.Warning,
            _ => LogLevel.Debug,
        }, match.Groups["message"].Value)
        : Other(text, isError);

    /// <summary><c>1234:M 21 Nov 2026 21:13:26.123 * Ready to accept connections</c></summary>
    public static PartLine Redis(string text, bool isError) => RedisForm().Match(text) is { Success: true } match
        ? new(Time(match.Groups["time"].Value, "dd MMM yyyy HH:mm:ss.fff"), match.Groups["level"].Value == "#" && !Begins(match, RedisNews) ? LogLevel.Warning : LogLevel.Debug, match.Groups["message"].Value)
        : Other(text, isError);

    /// <summary><c>2026-11-21 21:13:26.123456+00:00 [info] &lt;0.1.0&gt; Server startup complete</c></summary>
    public static PartLine RabbitMq(string text, bool isError) => RabbitMqForm().Match(text) is { Success: true } match
        ? new(Time(match.Groups["time"].Value, "yyyy-MM-dd HH:mm:ss.ffffffzzz"), match.Groups["level"].Value switch
        {
            "warning" or "error" when Begins(match, RabbitMqNews) => LogLevel.Debug,
            "warning" => LogLevel.Warning,
            "error" => LogLevel.Error,
            "critical" or "alert" or "emergency" => LogLevel.Critical,
            _ => LogLevel.Debug,
        }, match.Groups["message"].Value)
        : Other(text, isError);

    // A banner, or what belongs to the line above. On standard error it is what a program says when it cannot begin.
    public static PartLine Other(string text, bool isError) => isError && text.Length > 0 ? PartLine.Plain(text) : new(null, LogLevel.Debug, text);

    private static bool Begins(Match match, string[] news) => news.Any(each => match.Groups["message"].Value.StartsWith(each, StringComparison.Ordinal));

    private static DateTimeOffset? Time(string text, string form) =>
        DateTimeOffset.TryParseExact(text, form, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;

    [GeneratedRegex(@"^(?<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}) UTC (?<level>[A-Z]+\d?): +(?<message>.*)$", RegexOptions.NonBacktracking)]
    private static partial Regex PostgresForm();

    [GeneratedRegex(@"^\d+:[A-Z] (?<time>\d\d \w{3} \d{4} \d\d:\d\d:\d\d\.\d{3}) (?<level>[.*#-]) (?<message>.*)$", RegexOptions.NonBacktracking)]
    private static partial Regex RedisForm();

    [GeneratedRegex(@"^(?<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}[+-]\d\d:\d\d) \[(?<level>\w+)\] (<[\d.]+> )?(?<message>.*)$", RegexOptions.NonBacktracking)]
    private static partial Regex RabbitMqForm();
}
