using System.ComponentModel;
using System.Diagnostics;

namespace Logos.AppHost.Machine;

/// <summary>What a program said that ends by itself.</summary>
internal sealed record Answer(int Code, string Output, string Error)
{
    /// <summary>What it said of a failure, in one line.</summary>
    public string Trouble => (Error.Trim() is { Length: > 0 } said ? said : Output.Trim()).ReplaceLineEndings(" ");

    /// <param name="program">A file, or a name that the path leads to.</param>
    /// <param name="arguments">Handed on as they are.</param>
    /// <param name="variables">Beside those of this process.</param>
    /// <param name="patience">It is ended after so long.</param>
    /// <exception cref="TimeoutException">It did not end.</exception>
    /// <exception cref="Win32Exception">There is no such program.</exception>
    public static async Task<Answer> OfAsync(string program, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> variables, TimeSpan patience, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in variables)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(patience);
        try
        {
            process.StandardInput.Close();
            var texts = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(limit.Token), process.StandardError.ReadToEndAsync(limit.Token));
            await process.WaitForExitAsync(limit.Token);
            return new(process.ExitCode, texts[0], texts[1]);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            cancellationToken.ThrowIfCancellationRequested();
            throw new TimeoutException($"`{Path.GetFileName(program)} {string.Join(' ', arguments.Take(2))}` did not end within {patience.TotalSeconds:0} s");
        }
    }
}
