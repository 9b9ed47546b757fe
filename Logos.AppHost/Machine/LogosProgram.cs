using System.ComponentModel;

namespace Logos.AppHost.Machine;

/// <summary><c>logos</c>, the command line, as it was built beside this program: artifacts/bin/PROJECT/CONFIGURATION/.</summary>
internal static class LogosProgram
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public static string Path { get; } = Find(AppContext.BaseDirectory);

    /// <returns>Null when this machine has PostgreSQL, RabbitMQ and Redis; else what it lacks and how to get it.</returns>
    public static async Task<string?> WhyNoServersAsync()
    {
        try
        {
            var check = await RunAsync(["servers", "--check"], new Dictionary<string, string>(), CancellationToken.None);
            return check.Code == 0 ? null : check.Trouble;
        }
        catch (Exception e) when (e is Win32Exception or TimeoutException)
        {
            return $"{Path}: {e.Message}";
        }
    }

    public static Task<Answer> RunAsync(IEnumerable<string> arguments, IReadOnlyDictionary<string, string> variables, CancellationToken cancellationToken) =>
        Answer.OfAsync(Path, [.. arguments], variables, Patience, cancellationToken);

    public static string Find(string folder)
    {
        var own = new DirectoryInfo(folder.TrimEnd(System.IO.Path.DirectorySeparatorChar));
        return System.IO.Path.Combine(own.Parent!.Parent!.FullName, "Logos.Cli", own.Name, OperatingSystem.IsWindows() ? "logos.exe" : "logos");
    }
}
