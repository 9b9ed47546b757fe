using System.Globalization;
using System.Net.Http.Headers;
using Logos.Core.Work;
using Logos.Workers.Faults;
using Logos.Workers.Io.Outbound;

namespace Logos.Workers.Io.Http;

/// <summary>Answers that are no success: whether trying again may help, and from when on.</summary>
internal static class Refusals
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    public static Failure Of(OutboundRequest request, OutboundAnswer answer, DateTimeOffset now)
    {
        var excerpt = AnswerReader.Excerpt(answer);
        var reason = string.IsNullOrWhiteSpace(answer.Reason) ? "" : $" {answer.Reason}";
        // The query is left out: that is where keys stand that should not.
        var message = $"{request.Method} {answer.Uri.GetLeftPart(UriPartial.Path)} answered {answer.Status.ToString(CultureInfo.InvariantCulture)}{reason}{(excerpt.Length == 0 ? "" : ": " + excerpt)}";
        return answer.Status is 408 or 429 or >= 500
            ? new(WorkersCodes.TryLater, FailureKind.Transient, message) { RetryAfter = RetryAfter(answer.Header("Retry-After"), now) }
            : new(WorkersCodes.Rejected, FailureKind.Permanent, message);
    }

    /// <summary>Seconds, or a date (RFC 9110, 10.2.3); what is past means now.</summary>
    internal static TimeSpan? RetryAfter(string? header, DateTimeOffset now)
    {
        if (!RetryConditionHeaderValue.TryParse(header, out var parsed))
            return null;
        var delay = parsed.Delta ?? (parsed.Date is { } date ? date - now : TimeSpan.Zero);
        return delay < TimeSpan.Zero ? TimeSpan.Zero : delay > Longest ? Longest : delay;
    }
}
