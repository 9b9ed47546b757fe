using System.Globalization;
using System.Text;
using Logos.Core.Executions;
using Logos.Core.Telemetry;

namespace Logos.Adapters.RabbitMq;

/// <summary>What can be seen of a message without reading its body.</summary>
internal static class MessageHeaders
{
    public const string Kind = "logos-kind";
    public const string Execution = "logos-execution";
    public const string Attempt = "logos-attempt";
    public const string TraceParent = "traceparent";
    public const string RequestId = "X-Request-ID";

    /// <summary>Of a dead message: the code, the reason in words, and the queue that it was taken from.</summary>
    public const string Code = "logos-code";
    public const string Reason = "logos-reason";
    public const string Queue = "logos-queue";

    public const string DeliveryCount = "x-delivery-count";

    public static Dictionary<string, object?> Of(string kind, string? requestId, Guid execution = default, TaskKey task = default, string? traceParent = null)
    {
        var headers = new Dictionary<string, object?> { [Kind] = kind };
        if (execution != Guid.Empty)
        {
            headers[Execution] = execution.ToString();
            headers[Attempt] = task.Attempt;
        }

        if ((traceParent ?? LogosTraces.Current) is { } trace)
            headers[TraceParent] = trace;
        if (requestId is not null)
            headers[RequestId] = requestId;
        return headers;
    }

    /// <summary>How often a quorum queue has handed it out before.</summary>
    public static int Redeliveries(IDictionary<string, object?>? headers) =>
        headers is not null && headers.TryGetValue(DeliveryCount, out var count) && count is not null ? Convert.ToInt32(count, CultureInfo.InvariantCulture) : 0;

    public static string? Text(IDictionary<string, object?>? headers, string name) =>
        headers is null || !headers.TryGetValue(name, out var value) ? null : value switch
        {
            byte[] bytes => Encoding.UTF8.GetString(bytes),
            null => null,
            _ => Convert.ToString(value, CultureInfo.InvariantCulture),
        };
}
