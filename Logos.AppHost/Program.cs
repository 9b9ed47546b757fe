using Logos.AppHost.Machine;

namespace Logos.AppHost;

internal static class Program
{
    private const int InputAtFault = 2;

    private static async Task<int> Main(string[] args)
    {
        try
        {
            var builder = DistributedApplication.CreateBuilder(args);
            AppModel.Add(builder, await InfraChoice.MakeAsync(builder.Configuration["Logos:Infra"], builder.ExecutionContext.IsPublishMode));
            await builder.Build().RunAsync();
            return 0;
        }
        catch (InfraException refused)
        {
            await Console.Error.WriteLineAsync(refused.Message);
            return InputAtFault;
        }
    }
}
