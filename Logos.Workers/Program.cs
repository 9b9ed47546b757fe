using Logos.Workers.Service;

namespace Logos.Workers;

internal static class Program
{
    private static Task<int> Main(string[] args) => WorkersService.Program.RunAsync(args);
}
