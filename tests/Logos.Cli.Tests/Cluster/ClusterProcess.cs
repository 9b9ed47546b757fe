using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Threading.Channels;
using Logos.Cli.Tests.Running;

namespace Logos.Cli.Tests.Cluster;

/// <summary>`logos up --distributed --servers` as a process of its own, with all that it starts.</summary>
internal sealed class ClusterProcess : IAsyncDisposable
{
    // Three servers start beside whatever else this machine does.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private readonly Process _process;
    private readonly Channel<JsonElement> _log = Channel.CreateUnbounded<JsonElement>();
    private readonly Queue<string> _lastLines = new();
    private readonly Task _reading;

    private ClusterProcess(Process process)
    {
        _process = process;
        _reading = ReadAsync();
    }

    public string Address { get; private set; } = "";

    public string? Token { get; private set; }

    public int Id => _process.Id;

    /// <summary>It and all that came of it.</summary>
    public IReadOnlyList<int> Processes => Tree(_process.Id);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<ClusterProcess> StartAsync(TempFolder folder, params string[] options)
    {
        var cluster = new ClusterProcess(LogosProcess.Start(folder.Path, ["up", "--distributed", "--servers", "--data", "cluster", "--urls", "http://127.0.0.1:0", "--json", .. options]));
        try
        {
            var line = await cluster._process.StandardOutput.ReadLineAsync(Cancellation).AsTask().WaitAsync(Patience, Cancellation);
            using var said = JsonDocument.Parse(line ?? throw new InvalidOperationException("it ended"));
            cluster.Address = said.RootElement.GetProperty("address").GetString()!;
            cluster.Token = said.RootElement.TryGetProperty("token", out var token) ? token.GetString() : null;
            return cluster;
        }
        catch (Exception e) when (e is InvalidOperationException or TimeoutException or KeyNotFoundException)
        {
            await cluster.DisposeAsync();
            throw new InvalidOperationException($"The cluster did not start: {e.Message}\n{string.Join('\n', cluster._lastLines)}", e);
        }
    }

    /// <summary>The process of a service or of something that a server started.</summary>
    public int Find(string arguments) => Processes.Single(id => CommandLineOf(id).EndsWith(arguments, StringComparison.Ordinal));

    /// <summary>The next line of a part's log that contains this.</summary>
    public async Task Until(string service, string text)
    {
        while (true)
        {
            var entry = await _log.Reader.ReadAsync(Cancellation).AsTask().WaitAsync(Patience, Cancellation);
            if (entry.GetProperty("service").GetString() == service && entry.GetProperty("message").GetString()!.Contains(text, StringComparison.Ordinal))
                return;
        }
    }

    public async Task<int> StopAsync()
    {
        await SignalAsync("-TERM", _process.Id);
        await _process.WaitForExitAsync(Cancellation).WaitAsync(Patience, Cancellation);
        await _reading.WaitAsync(Patience, Cancellation);
        return _process.ExitCode;
    }

    public async Task KillAsync()
    {
        await SignalAsync("-KILL", _process.Id);
        await _process.WaitForExitAsync(Cancellation).WaitAsync(Patience, Cancellation);
    }

    public static async Task SignalAsync(string signal, int process)
    {
        using var kill = Process.Start("kill", [signal, process.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(Cancellation);
    }

    /// <summary>Ends when all of them have.</summary>
    public static async Task WhenGone(IEnumerable<int> processes)
    {
        foreach (var id in processes)
        {
            try
            {
                using var process = Process.GetProcessById(id);
                await process.WaitForExitAsync(Cancellation).WaitAsync(Patience, Cancellation);
            }
            catch (ArgumentException)
            {
                // It has ended.
            }
        }
    }

    public static bool IsThere(int process) => Directory.Exists($"/proc/{process}") && CommandLineOf(process).Length > 0;

    public static string CommandLineOf(int process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/cmdline").TrimEnd('\0').Replace('\0', ' ');
        }
        catch (IOException)
        {
            return "";
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            var all = Processes;
            await KillAsync();
            await WhenGone(all);
        }

        _process.Dispose();
    }

    private static List<int> Tree(int root)
    {
        var found = new List<int> { root };
        for (var i = 0; i < found.Count; i++)
            found.AddRange(Children(found[i]));
        return found;
    }

    private static IEnumerable<int> Children(int process)
    {
        try
        {
            return [.. Directory.GetDirectories($"/proc/{process}/task").SelectMany(task => File.ReadAllText(Path.Combine(task, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries)).Select(id => int.Parse(id, CultureInfo.InvariantCulture))];
        }
        catch (IOException)
        {
            return [];
        }
    }

    private async Task ReadAsync()
    {
        while (await _process.StandardError.ReadLineAsync() is { } line)
        {
            lock (_lastLines)
            {
                _lastLines.Enqueue(line);
                if (_lastLines.Count > 40)
                    _lastLines.Dequeue();
            }

            using var json = JsonDocument.Parse(line);
            _log.Writer.TryWrite(json.RootElement.Clone());
        }
    }
}
