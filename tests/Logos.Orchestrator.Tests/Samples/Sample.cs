using System.Diagnostics;

namespace Logos.Orchestrator.Tests.Samples;

/// <summary>A sample's program, as it was built beside these tests.</summary>
internal static class Sample
{
    private static readonly DirectoryInfo Here = new(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));

    // artifacts/bin/<project>/<configuration>
    public static string PathOf(string project, string file) => Path.Combine(Here.Parent!.Parent!.FullName, project, Here.Name, file);

    public static string Source(string folder)
    {
        var root = Here;
        while (!File.Exists(Path.Combine(root.FullName, "Logos.sln")))
            root = root.Parent ?? throw new InvalidOperationException("There is no checkout above these tests.");
        return Path.Combine(root.FullName, "samples", folder);
    }

    public static Process Start(string project, string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [PathOf(project, project + ".dll"), .. arguments])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Remove("ASPNETCORE_URLS");
        return Process.Start(start)!;
    }
}
