using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Logos.Adapters.Embedded;

namespace Logos.Scenarios.Deployments;

/// <summary><c>logos up</c> as a process of its own, on a free port and a folder that is thrown away.</summary>
public class EmbeddedDeployment : Deployment
{
    private static readonly TimeSpan StartTime = TimeSpan.FromMinutes(1);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("logos-scenarios-");
    private readonly StringBuilder _log = new();
    private Process? _process;
    private Uri? _address;
    private string? _token;

    public override Uri Address => _address!;

    public override IEnumerable<Uri> ProcessAddresses => [Address];

    public override string AdminToken => _token!;

    public string Folder => Path.Combine(_folder.FullName, "data");

    public int ProcessId => _process!.Id;

    /// <summary>Of the command line, beside where it listens and keeps what it has.</summary>
    protected List<string> Arguments { get; } = [];

    /// <summary>Settings of the server, as environment variables.</summary>
    protected Dictionary<string, string> Environment { get; } = [];

    public override string Log
    {
        get
        {
            lock (_log)
                return _log.ToString();
        }
    }

    // The journal is read as it lies there: what is damaged is no reason to look away.
    public override IEnumerable<(string Name, byte[] Content)> Kept() =>
        new DirectoryInfo(Folder).EnumerateFiles("*", SearchOption.AllDirectories)
            .Where(file => file.Extension is not (".key" or ".lock"))
            .Select(file => (file.FullName, ReadShared(file.FullName)));

    public override async Task<string> TokenOfAsync(string workspace)
    {
        await StopAsync();
        string token;
        await using (var store = JournalStore.Open(Folder))
            token = await ForeignToken.WriteAsync(store.Documents, workspace);
        await StartAsync();
        return token;
    }

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await StartAsync();
    }

    public override async Task CrashAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        await StartAsync();
    }

    public override async Task RestartAsync()
    {
        await StopAsync();
        await StartAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        var endedByItself = _process is { HasExited: true } process ? $"logos up ended by itself with {process.ExitCode}:\n{Log}" : null;
        if (_process is not null)
            await StopAsync();
        await base.DisposeAsync();
        _folder.Delete(recursive: true);
        GC.SuppressFinalize(this);
        if (endedByItself is not null)
            throw new InvalidOperationException(endedByItself);
    }

    /// <returns>The exit code, after SIGTERM.</returns>
    public async Task<int> StopAsync()
    {
        var process = _process!;
        if (!process.HasExited)
        {
            using var kill = Process.Start("kill", ["-TERM", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
            await kill.WaitForExitAsync(CancellationToken.None);
        }

        await process.WaitForExitAsync(CancellationToken.None);
        var code = process.ExitCode;
        process.Dispose();
        _process = null;
        return code;
    }

    public async Task StartAsync()
    {
        var start = new ProcessStartInfo(Executable())
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _folder.FullName,
        };
        // The same address again after a crash, so that clients find it.
        string[] arguments = ["up", "--json", "--data", Folder, "--urls", _address?.GetLeftPart(UriPartial.Authority) ?? "http://127.0.0.1:0", .. Arguments];
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        start.Environment["Logos__Outbound__AllowedHosts"] = Site.Address.Authority;
        foreach (var (name, value) in Environment)
            start.Environment[name] = value;
        var ready = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) =>
        {
            Hear(line.Data);
            ready.TrySetResult(line.Data);
        };
        _process.ErrorDataReceived += (_, line) => Hear(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        var told = await ready.Task.WaitAsync(StartTime, TestContext.Current.CancellationToken)
            ?? throw new InvalidOperationException($"logos up ended before it was ready:\n{Log}");
        using var json = JsonDocument.Parse(told);
        _address = new(json.RootElement.GetProperty("address").GetString()!);
        if (json.RootElement.TryGetProperty("token", out var token))
            _token = token.GetString();
    }

    private static byte[] ReadShared(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }

    private void Hear(string? line)
    {
        if (line is null)
            return;
        lock (_log)
            _log.Append(line).Append('\n');
    }

    // Beside this suite: artifacts/bin/<project>/<configuration>/.
    internal static string Executable()
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        return Path.Combine(own.Parent!.Parent!.FullName, "Logos.Cli", own.Name, OperatingSystem.IsWindows() ? "logos.exe" : "logos");
    }
}
