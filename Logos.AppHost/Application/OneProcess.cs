using Logos.AppHost.Infrastructure;
using Logos.AppHost.Machine;

namespace Logos.AppHost.Application;

/// <summary><c>logos up</c>: gateway, engine and workers in one process, which needs nothing installed.</summary>
internal static class OneProcess
{
    public static void Add(IDistributedApplicationBuilder builder, AppSettings settings)
    {
        var logos = builder.AddExecutable("logos", LogosProgram.Path, builder.AppHostDirectory, "up", "--data", Path.Combine(settings.Folder, "logos"))
            .WithHttpEndpoint(LogosServices.GatewayPort, name: "http")
            .WithOtlpExporter()
            .WithHttpHealthCheck("/health/ready")
            .WithUrlForEndpoint("http", url => url.DisplayText = "Console; its log has the link to sign in");
        logos.WithArgs("--urls", ReferenceExpression.Create($"http://127.0.0.1:{logos.GetEndpoint("http").Property(EndpointProperty.TargetPort)}"));
    }
}
