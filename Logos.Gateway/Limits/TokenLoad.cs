using System.Collections.Concurrent;
using Logos.Gateway.Access;
using Logos.Gateway.Faults;
using Logos.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Logos.Gateway.Limits;

/// <summary>How many requests of one token may be under way: one caller's watchers and waiters leave room for the others.</summary>
internal sealed class TokenLoad(RequestDelegate next, IOptions<GatewayOptions> options)
{
    private readonly ConcurrentDictionary<string, int> _requests = new(StringComparer.Ordinal);

    public Task InvokeAsync(HttpContext context) =>
        context.Features.Get<RequestCaller>() is { } caller ? CountedAsync(context, caller.Token ?? caller.Name) : next(context);

    private async Task CountedAsync(HttpContext context, string who)
    {
        var most = options.Value.MaxRequestsPerToken;
        var underWay = _requests.AddOrUpdate(who, 1, (_, count) => count + 1);
        try
        {
            if (underWay > most)
                await new Problem(429, ApiCodes.TokenBusy, $"{most} requests of this token are under way, and no more may be") { Hint = "end some of those that wait or watch", RetryAfter = TimeSpan.FromSeconds(1) }.ExecuteAsync(context);
            else
                await next(context);
        }
        finally
        {
            if (_requests.AddOrUpdate(who, 0, (_, count) => count - 1) == 0)
                _requests.TryRemove(new KeyValuePair<string, int>(who, 0));
        }
    }
}
