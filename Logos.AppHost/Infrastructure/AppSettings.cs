using Microsoft.Extensions.Configuration;

namespace Logos.AppHost.Infrastructure;

/// <summary>What the launch profile, the environment or the command line say of the application.</summary>
/// <param name="IsSplit">A process for each pool of workers, and two each of what shares work.</param>
/// <param name="Keeps">Data and passwords outlive the application; without it everything is thrown away with it.</param>
/// <param name="Folder">Where servers of this machine, or the one process, keep their data.</param>
internal sealed record AppSettings(bool IsSplit, bool Keeps, string Folder)
{
    public static AppSettings Of(IDistributedApplicationBuilder builder) => new(
        builder.ExecutionContext.IsPublishMode || builder.Configuration.GetValue("Logos:AppHost:Split", false),
        builder.Configuration.GetValue("Logos:AppHost:Keep", true),
        Path.GetFullPath(builder.Configuration["Logos:AppHost:Folder"] is { Length: > 0 } named ? named : "../artifacts/apphost", builder.AppHostDirectory));
}
