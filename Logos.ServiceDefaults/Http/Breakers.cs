using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Polly;

namespace Logos.ServiceDefaults.Http;

/// <summary>Which addresses are called, and which are given a rest; each for itself, and for all clients of a process together.</summary>
internal sealed class Breakers(HttpDefaults options, TimeProvider clock, ILogger<Breakers> logger)
{
    private const int Most = 1_000;

    private readonly ConcurrentDictionary<string, ResiliencePipeline<HttpResponseMessage>> _ofAddresses = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>One attempt: its time, and whether it is made at all.</summary>
    public ResiliencePipeline<HttpResponseMessage> Of(Uri address)
    {
        // Who calls ever new addresses has no use for what is known of the old ones.
        if (_ofAddresses.Count > Most)
            _ofAddresses.Clear();
        return _ofAddresses.GetOrAdd(address.GetLeftPart(UriPartial.Authority), Make);
    }

    private ResiliencePipeline<HttpResponseMessage> Make(string authority) => new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = clock }
        .AddCircuitBreaker(new()
        {
            FailureRatio = 0.5,
            MinimumThroughput = options.BreakFrom,
            SamplingDuration = options.BreakWindow,
            BreakDuration = options.BreakTime,
            ShouldHandle = arguments => new(arguments.Outcome.Result is { } answer ? Failures.IsOfServer(answer.StatusCode) : Failures.IsOfTransport(arguments.Outcome.Exception)),
            OnOpened = arguments =>
            {
                HttpLog.Breaks(logger, authority, arguments.BreakDuration);
                return default;
            },
            OnClosed = _ =>
            {
                HttpLog.IsWell(logger, authority);
                return default;
            },
        })
        .AddTimeout(options.AttemptTime)
        .Build();
}
