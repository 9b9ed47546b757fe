using System.Net;
using Microsoft.Extensions.Logging;

namespace Logos.Gateway.Access.SignIn;

internal static partial class SignInLog
{
    [LoggerMessage(7126, LogLevel.Warning, "Signing in failed from {Address}, in the request {Request}")]
    public static partial void Refused(ILogger logger, IPAddress address, string request);
}
