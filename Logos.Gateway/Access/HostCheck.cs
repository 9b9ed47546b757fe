using System.Net;
using Logos.Gateway.Faults;
using Logos.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Logos.Gateway.Access;

/// <summary>
/// On loopback, a request has to name this machine: a page of any site can let its own name lead here, and would then
/// be asked by the browser as if it were this server.
/// </summary>
internal sealed class HostCheck(RequestDelegate next, IOptions<GatewayOptions> options)
{
    public Task InvokeAsync(HttpContext context) =>
        context.Connection.LocalIpAddress is { } local && IPAddress.IsLoopback(local) && !IsOurs(context.Request.Host.Host)
            ? new Problem(421, GatewayCodes.ForeignHost, "the request was sent to another name than this server's") { Hint = "list the name in `Logos:Gateway:Hosts`, or ask for `localhost`" }.ExecuteAsync(context)
            : next(context);

    private bool IsOurs(string host) =>
        LoopbackAddress.IsName(host) || options.Value.Hosts.Contains(host, StringComparer.OrdinalIgnoreCase);
}
