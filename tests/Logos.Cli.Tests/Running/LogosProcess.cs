using System.Diagnostics;

namespace Logos.Cli.Tests.Running;

/// <summary>`logos` as a process of its own.</summary>
internal static class LogosProcess
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static string Executable { get; } =
        Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "logos.exe" : "logos");

    public static Task<CliRun> Run(string folder, params string[] arguments) => Finish(Start(folder, arguments));

    public static Process Start(string folder, params string[] arguments) => Start(Executable, folder, arguments);

    /// <summary>A line of shell in which `logos` is this build's.</summary>
    public static Task<CliRun> Shell(string folder, string line, string shell = "bash") => Finish(StartShell(folder, line, shell));

    public static Process StartShell(string folder, string line, string shell = "bash") =>
        Start(shell, folder, "-c", $"PATH=\"{Path.GetDirectoryName(Executable)}:$PATH\"; {line}");

    public static async Task<CliRun> Finish(Process process)
    {
        using (process)
        {
            process.StandardInput.Close();
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            patience.CancelAfter(Patience);
            var output = process.StandardOutput.ReadToEndAsync(patience.Token);
            var error = process.StandardError.ReadToEndAsync(patience.Token);
            try
            {
                await process.WaitForExitAsync(patience.Token);
                return new CliRun(process.ExitCode, await output, await error);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                throw;
            }
        }
    }

    private static Process Start(string program, string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in (string[])["NO_COLOR", "FORCE_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "LOGOS_DEBUG"])
            start.Environment.Remove(name);
        return Process.Start(start)!;
    }
}
