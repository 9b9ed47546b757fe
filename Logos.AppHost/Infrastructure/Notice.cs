using Logos.AppHost.Machine;
using Microsoft.Extensions.Logging;

namespace Logos.AppHost.Infrastructure;

/// <summary>A line in the dashboard that says what the services run over, where that is not what was to be expected.</summary>
internal sealed partial class Notice(string name) : Resource(name)
{
    public const string ResourceName = "infrastructure";

    public static void Add(IDistributedApplicationBuilder builder, Infra infra, string why)
    {
        var what = infra == Infra.Native
            ? "The services run over the machine's own PostgreSQL, RabbitMQ and Redis."
            : "All of Logos runs in one process, without servers.";
        builder.AddResource(new Notice(ResourceName))
            .WithInitialState(new CustomResourceSnapshot
            {
                ResourceType = "Notice",
                State = new ResourceStateSnapshot(infra == Infra.Native ? "no containers: own servers" : "no containers: one process", KnownResourceStateStyles.Warn),
                Properties = [new("What", what), new("Why", why), new("Otherwise", "Start Docker or Podman, or set Logos:Infra to containers, native or process.")],
            })
            .OnInitializeResource((_, started, _) =>
            {
                Say(started.Logger, what, why);
                return Task.CompletedTask;
            })
            .ExcludeFromManifest();
    }

    [LoggerMessage(9500, LogLevel.Warning, "{What} {Why}")]
    private static partial void Say(ILogger logger, string what, string why);
}
