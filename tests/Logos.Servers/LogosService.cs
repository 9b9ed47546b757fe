namespace Logos.Servers;

/// <summary>One service of a distributed engine, as the executable that its image runs.</summary>
public sealed class LogosService(string executable, string ready, IReadOnlyDictionary<string, string> settings) : ServerProcess
{
    public Uri Address => new($"http://127.0.0.1:{Port.ToString(System.Globalization.CultureInfo.InvariantCulture)}");

    public static LogosService Gateway(IReadOnlyDictionary<string, string> settings) => new(Executable("Logos.Gateway"), "gateway works over", settings);

    public static LogosService Orchestrator(IReadOnlyDictionary<string, string> settings) => new(Executable("Logos.Orchestrator"), "Partitions are owned by", settings);

    /// <param name="project">A program of workers with node types of its own.</param>
    public static LogosService Workers(IReadOnlyDictionary<string, string> settings, string project = "Logos.Workers") => new(Executable(project), "takes tasks of the pools", settings);

    protected override string Program => executable;

    protected override IEnumerable<string> Arguments => [];

    protected override IReadOnlyDictionary<string, string> Variables => new Dictionary<string, string>(settings)
    {
        ["ASPNETCORE_URLS"] = Address.GetLeftPart(UriPartial.Authority),
        ["Logos__LogFormat"] = "json",
    };

    protected override bool IsReady(string line) => line.Contains(ready, StringComparison.Ordinal);

    /// <summary>Beside the suite that runs: artifacts/bin/PROJECT/CONFIGURATION/.</summary>
    public static string Executable(string project, string? name = null)
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        return Path.Combine(own.Parent!.Parent!.FullName, project, own.Name, (name ?? project) + (OperatingSystem.IsWindows() ? ".exe" : ""));
    }
}
