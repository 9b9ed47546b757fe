using Logos.Core.Orchestration;
using Logos.Gateway.Access.SignIn;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Logos.Gateway.Access;

/// <summary>A caller whose request goes on for long: what it was let in with may be gone meanwhile.</summary>
internal sealed class StandingCaller(IOptions<GatewayOptions> options, TimeProvider clock)
{
    /// <returns>False when its token was revoked or has expired, or its session has ended.</returns>
    public async ValueTask<bool> IsStillAsync(HttpContext context, RequestCaller caller, EngineAccess engine)
    {
        if (caller.Token is { } token)
            return await TokenBook.Of(engine, clock).ByIdAsync(token, context.RequestAborted) is not null;
        return options.Value.NoAuth || await SessionBook.Of(engine, clock).FindAsync(context) is not null;
    }
}
