using System.ComponentModel;
using System.Diagnostics;

namespace Logos.Cli.Cluster.Servers;

/// <summary>Programs that end by themselves.</summary>
internal static class Tool
{
    /// <returns>What it wrote.</returns>
    /// <exception cref="PreparationException">It failed; the message holds what it wrote.</exception>
    public static async Task<string> RunAsync(IReadOnlyList<string> line, string? input, CancellationToken cancellationToken)
    {
        var (code, output, error) = await TryAsync(line, input, cancellationToken);
        return code == 0 ? output : throw new PreparationException($"`{string.Join(' ', line)}` ended with exit code {code}: {(error.Trim() is { Length: > 0 } said ? said : output.Trim()).ReplaceLineEndings(" ")}");
    }

    public static async Task<(int Code, string Output, string Error)> TryAsync(IReadOnlyList<string> line, string? input, CancellationToken cancellationToken)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(line[0], line.Skip(1)) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
            try
            {
                var texts = Task.WhenAll(process.StandardOutput.ReadToEndAsync(cancellationToken), process.StandardError.ReadToEndAsync(cancellationToken));
                await process.StandardInput.WriteAsync(input.AsMemory(), cancellationToken);
                process.StandardInput.Close();
                var written = await texts;
                await process.WaitForExitAsync(cancellationToken);
                return (process.ExitCode, written[0], written[1]);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                throw;
            }
        }
        catch (Exception e) when (e is Win32Exception or IOException)
        {
            throw new PreparationException($"`{line[0]}` cannot be run: {e.Message}");
        }
    }
}
