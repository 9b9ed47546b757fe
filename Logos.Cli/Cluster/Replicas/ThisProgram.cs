namespace Logos.Cli.Cluster.Replicas;

/// <summary>What is started for each service.</summary>
/// <param name="Arguments">Before the name of the service.</param>
internal sealed record ThisProgram(string Program, IReadOnlyList<string> Arguments)
{
    /// <summary><c>logos service …</c> of this very program.</summary>
    public static ThisProgram OfThisProcess()
    {
        var program = Environment.ProcessPath ?? "logos";
        return Path.GetFileNameWithoutExtension(program).Equals("dotnet", StringComparison.OrdinalIgnoreCase)
            ? new(program, [Path.Combine(AppContext.BaseDirectory, "logos.dll"), "service"])
            : new(program, ["service"]);
    }
}
