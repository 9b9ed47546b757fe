using System.Diagnostics;
using System.Text.Json;
using Logos.ServiceDefaults.Logs;
using Logos.ServiceDefaults.Terminals;
using Microsoft.Extensions.Logging;

namespace Logos.Gateway.Tests.Telemetry;

public sealed class LogLineTests : IDisposable
{
    private readonly StringWriter _written = new();

    public void Dispose() => _written.Dispose();

    [Fact]
    public void A_line_of_JSON_has_the_ids_once_and_what_the_line_says_itself_counts_more()
    {
        using var span = new Activity("test").SetIdFormat(ActivityIdFormat.W3C).Start();
        var execution = Guid.CreateVersion7();

        Write(LogFormat.Json, logger => Said.LeftAlone(logger, execution));

        using var line = JsonDocument.Parse(_written.ToString());
        Assert.Equal(line.RootElement.EnumerateObject().Select(member => member.Name).Distinct(), line.RootElement.EnumerateObject().Select(member => member.Name));
        Assert.Equal(("r-1", execution.ToString(), span.TraceId.ToHexString(), span.SpanId.ToHexString()), (Text("request_id"), Text("execution_id"), Text("trace_id"), Text("span_id")));

        string? Text(string name) => line.RootElement.GetProperty(name).GetString();
    }

    [Fact]
    public void A_line_for_people_ends_with_the_ids_that_are_known()
    {
        using var span = new Activity("test").SetIdFormat(ActivityIdFormat.W3C).Start();

        Write(LogFormat.Line, logger => Said.Odd(logger, "odd"));

        Assert.EndsWith($" warning  It is odd  request_id=r-1 execution_id=of-the-scope trace_id={span.TraceId.ToHexString()}\n", _written.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_without_ids_ends_with_its_words()
    {
        Activity.Current = null;
        using var logs = new ErrorStreamLogs(_written, Ink.Plain, TimeProvider.System, LogFormat.Line);

        Said.Odd(logs.CreateLogger("test"), "odd");

        Assert.EndsWith(" warning  It is odd\n", _written.ToString(), StringComparison.Ordinal);
    }

    private void Write(LogFormat format, Action<ILogger> log)
    {
        using var factory = LoggerFactory.Create(builder => new ServiceLogs(new ErrorStreamLogs(_written, Ink.Plain, TimeProvider.System, format), LogLevel.Information).AddTo(builder));
        var logger = factory.CreateLogger("test");
        using (logger.BeginScope(new KeyValuePair<string, object>[] { new("request_id", "r-1") }))
        using (logger.BeginScope(new KeyValuePair<string, object>[] { new("execution_id", "of-the-scope") }))
            log(logger);
    }
}

internal static partial class Said
{
    [LoggerMessage(1, LogLevel.Warning, "{ExecutionId} is left alone")]
    public static partial void LeftAlone(ILogger logger, Guid executionId);

    [LoggerMessage(2, LogLevel.Warning, "It is {State}")]
    public static partial void Odd(ILogger logger, string state);
}
