using Logos.Gateway.Service;

namespace Logos.Gateway;

internal static class Program
{
    private static Task<int> Main(string[] args) => GatewayService.Program.RunAsync(args);
}
