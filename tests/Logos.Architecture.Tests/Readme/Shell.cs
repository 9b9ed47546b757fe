using System.Diagnostics;
using System.Text;

namespace Logos.Architecture.Tests.Readme;

/// <summary>A throw-away folder with the samples of the checkout in it, where a reader's commands run.</summary>
internal sealed class Shell : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    public Shell()
    {
        Folder = Directory.CreateTempSubdirectory("logos-readme-").FullName;
        var bin = Directory.CreateDirectory(Path.Combine(Folder, ".bin")).FullName;
        var logos = Path.Combine(bin, "logos");
        File.WriteAllText(logos, $"#!/bin/sh\nexec dotnet \"{Path.Combine(AppContext.BaseDirectory, "logos.dll")}\" \"$@\"\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(logos, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        if (Directory.Exists(Repository.PathTo("samples")))
        {
            Copy(Repository.PathTo("samples"), Path.Combine(Folder, "samples"));
        }
    }

    public string Folder { get; }

    public async Task<(int Exit, string Output)> Run(string script, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo("bash", ["-c", script])
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        start.Environment["PATH"] = Path.Combine(Folder, ".bin") + Path.PathSeparator + Environment.GetEnvironmentVariable("PATH");
        start.Environment["NO_COLOR"] = "1";
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Limit);
        using var bash = Process.Start(start)!;
        bash.StandardInput.Close();
        var output = new StringBuilder();
        bash.OutputDataReceived += (_, line) => Append(output, line.Data);
        bash.ErrorDataReceived += (_, line) => Append(output, line.Data);
        bash.BeginOutputReadLine();
        bash.BeginErrorReadLine();
        try
        {
            await bash.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            bash.Kill(entireProcessTree: true);
            throw;
        }

        lock (output)
        {
            return (bash.ExitCode, output.ToString());
        }
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private static void Append(StringBuilder output, string? line)
    {
        if (line is not null)
        {
            lock (output)
            {
                output.AppendLine(line);
            }
        }
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }

        foreach (var folder in Directory.EnumerateDirectories(from))
        {
            Copy(folder, Path.Combine(to, Path.GetFileName(folder)));
        }
    }
}
