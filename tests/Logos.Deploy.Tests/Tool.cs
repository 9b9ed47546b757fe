using System.Diagnostics;

namespace Logos.Deploy.Tests;

/// <summary>Programs that end by themselves.</summary>
internal static class Tool
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    public static bool IsThere(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));

    /// <returns>What it ended with, and what it wrote.</returns>
    public static async Task<Ended> TryAsync(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null, string? folder = null)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, WorkingDirectory = folder ?? "" };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var texts = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync()).WaitAsync(Longest);
        await process.WaitForExitAsync();
        return new(process.ExitCode, texts[0], texts[1]);
    }

    /// <returns>What it wrote to standard output.</returns>
    public static async Task<string> RunAsync(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null, string? folder = null)
    {
        var ended = await TryAsync(program, arguments, environment, folder);
        Assert.True(ended.Code == 0, $"{program} ended with {ended.Code}:\n{ended.Output}\n{ended.Error}");
        return ended.Output;
    }
}

internal sealed record Ended(int Code, string Output, string Error);
