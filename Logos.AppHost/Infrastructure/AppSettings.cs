using Microsoft.Extensions.Configuration;

namespace Logos.AppHost.Infrastructure;

/// <summary>What the launch profile, the environment or the command line say of the application.</summary>
/// <param name="IsSplit">A process for each pool of workers, and two each of what shares work.</param>
/// <param name="Keeps">Data and passwords outlive the application; without it they are made anew for each start.</param>
/// <param name="Folder">Where servers of this machine, or the one process, keep their data.</param>
internal sealed record AppSettings(bool IsSplit, bool Keeps, string Folder)
{
    public static AppSettings Of(IDistributedApplicationBuilder builder)
    {
        var keeps = builder.Configuration.GetValue("Logos:AppHost:Keep", true);
        var named = builder.Configuration["Logos:AppHost:Folder"] is { Length: > 0 } given ? given : null;
        // Servers that were given another password before would refuse this one's.
        var folder = named ?? (keeps ? "../artifacts/apphost" : Path.Combine(Path.GetTempPath(), $"logos-apphost-{Environment.ProcessId}"));
        return new(
            builder.ExecutionContext.IsPublishMode || builder.Configuration.GetValue("Logos:AppHost:Split", false),
            keeps,
            Path.GetFullPath(folder, builder.AppHostDirectory));
    }
}
