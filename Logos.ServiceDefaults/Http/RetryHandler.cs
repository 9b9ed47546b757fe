using Logos.Rules.Faults;
using Logos.ServiceDefaults.Faults;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace Logos.ServiceDefaults.Http;

/// <summary>A call from its first attempt to its last, with an end to all of it.</summary>
internal sealed class RetryHandler : DelegatingHandler
{
    private static readonly ResiliencePropertyKey<HttpRequestMessage> Request = new("logos.request");
    private static readonly ResiliencePropertyKey<long> Began = new("logos.began");

    private readonly HttpDefaults _options;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly ResiliencePipeline<HttpResponseMessage> _pipeline;

    public RetryHandler(HttpDefaults options, TimeProvider clock, ILogger<RetryHandler> logger)
    {
        (_options, _clock, _logger) = (options, clock, logger);
        var builder = new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = clock }.AddTimeout(options.TotalTime);
        if (options.Attempts > 1)
        {
            builder.AddRetry(new()
            {
                MaxRetryAttempts = options.Attempts - 1,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = options.FirstPause,
                MaxDelay = options.LongestPause,
                ShouldHandle = arguments => new(IsTriedAgain(arguments)),
                DelayGenerator = arguments => new(RetryAfter(arguments.Outcome.Result)),
                OnRetry = Retries,
            });
        }

        _pipeline = builder.Build();
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        context.Properties.Set(Request, request);
        context.Properties.Set(Began, _clock.GetTimestamp());
        try
        {
            return await _pipeline.ExecuteAsync(static async (context, call) => await call.Handler.AttemptAsync(call.Request, context.CancellationToken), context, (Handler: this, Request: request));
        }
        catch (TimeoutRejectedException e)
        {
            throw NoAnswer($"{Name(request)} got no answer within {e.Timeout.TotalSeconds:0.###} s", e);
        }
        catch (BrokenCircuitException e)
        {
            throw NoAnswer($"{Name(request)} is not tried for now: most calls before it failed", e);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private Task<HttpResponseMessage> AttemptAsync(HttpRequestMessage request, CancellationToken cancellationToken) => base.SendAsync(request, cancellationToken);

    private bool IsTriedAgain(RetryPredicateArguments<HttpResponseMessage> arguments)
    {
        var (outcome, properties) = (arguments.Outcome, arguments.Context.Properties);
        if (Failures.IsBroken(outcome.Exception))
            return true;
        if (!Failures.IsRepeatable(properties.GetValue(Request, null!)))
            return false;
        if (outcome.Result is not { } answer)
            return Failures.IsOfTransport(outcome.Exception);
        // Who is told to come back later than it can wait gets the answer instead.
        return Failures.IsPassing(answer.StatusCode) && !(RetryAfter(answer) is { } pause && _clock.GetElapsedTime(properties.GetValue(Began, 0)) + pause >= _options.TotalTime);
    }

    /// <returns>Null where the server does not say.</returns>
    private TimeSpan? RetryAfter(HttpResponseMessage? answer) => answer?.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - _clock.GetUtcNow() is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero,
        _ => null,
    };

    private ValueTask Retries(OnRetryArguments<HttpResponseMessage> arguments)
    {
        var (outcome, request) = (arguments.Outcome, arguments.Context.Properties.GetValue(Request, null!));
        HttpLog.Retries(_logger, Name(request), arguments.RetryDelay, outcome.Result is { } answer ? $"it answered {(int)answer.StatusCode}" : outcome.Exception!.Message);
        outcome.Result?.Dispose();
        return default;
    }

    // Neither path nor query: they may hold what nobody should read.
    private static string Name(HttpRequestMessage request) => $"{request.Method} {request.RequestUri!.GetLeftPart(UriPartial.Authority)}";

    private static ServiceCallException NoAnswer(FormattableString what, Exception inner) =>
        new(new Fault(ServiceCodes.NoAnswer, what.ToString(System.Globalization.CultureInfo.InvariantCulture)), inner);
}
