using Logos.AppHost.Application;
using Logos.AppHost.Infrastructure;
using Logos.AppHost.Machine;

namespace Logos.AppHost;

/// <summary>All resources, from servers to services.</summary>
internal static class AppModel
{
    public static void Add(IDistributedApplicationBuilder builder, InfraChoice choice)
    {
        var settings = AppSettings.Of(builder);
        if (choice.Infra == Infra.Process)
            OneProcess.Add(builder, settings);
        else
        {
            var servers = choice.Infra == Infra.Native ? OwnServers.Add(builder, settings) : Containers.Add(builder, settings);
            var gateway = LogosServices.Add(builder, servers, settings);
            GatewayCommands.Add(gateway, servers);
        }

        if (choice.Why is { } why)
            Notice.Add(builder, choice.Infra, why);
    }
}
