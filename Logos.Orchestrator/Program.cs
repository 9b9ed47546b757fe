using Logos.Orchestrator.Service;

namespace Logos.Orchestrator;

internal static class Program
{
    private static Task<int> Main(string[] args) => OrchestratorService.Program.RunAsync(args);
}
