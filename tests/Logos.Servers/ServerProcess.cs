using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Logos.Servers;

/// <summary>
/// A real server of this machine, on a free port of loopback, in a folder that is thrown away with it. A shell stands
/// between, which ends the server when the test process is gone, however that came about.
/// </summary>
public abstract class ServerProcess : IAsyncDisposable
{
    private const string Guardian = """
        exec 3<&0
        "$@" </dev/null 3<&- &
        pid=$!
        echo "pid $pid"
        ( read -r word <&3 || kill -9 $pid ) >/dev/null 2>&1 &
        reader=$!
        wait $pid
        kill $reader 2>/dev/null
        """;

    private static readonly TimeSpan StartTime = TimeSpan.FromMinutes(2);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("logos-server-");
    private readonly StringBuilder _log = new();
    private Process? _guardian;
    private Task _ended = Task.CompletedTask;
    private int _pid;

    public int Port { get; } = FreePorts.TakeOne();

    public string Folder => _folder.FullName;

    /// <summary>What it holds of the machine's memory, in bytes: of the process alone, and not of those that it began.</summary>
    public long Memory => File.ReadLines($"/proc/{_pid}/status").Where(line => line.StartsWith("VmRSS:", StringComparison.Ordinal))
        .Select(line => 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture)).Single();

    /// <summary>What it has written so far.</summary>
    public string Log
    {
        get
        {
            lock (_log)
                return _log.ToString();
        }
    }

    /// <summary>From the start on, until somebody ends it or it has ended by itself.</summary>
    public bool IsRunning => _guardian is not null && !_ended.IsCompleted;

    /// <summary>Done when it has ended, however that came about.</summary>
    public Task WhenEnded => _ended;

    protected abstract string Program { get; }

    protected abstract IEnumerable<string> Arguments { get; }

    protected virtual IReadOnlyDictionary<string, string> Variables { get; } = new Dictionary<string, string>();

    /// <summary>The signal that ends it in an orderly way.</summary>
    protected virtual string StopSignal => "TERM";

    /// <summary>Whether this line says that it takes connections.</summary>
    protected abstract bool IsReady(string line);

    /// <summary>What has to be there before its first start.</summary>
    protected virtual Task PrepareAsync() => Task.CompletedTask;

    public async Task StartAsync()
    {
        if (!Directory.EnumerateFileSystemEntries(Folder).Any())
            await PrepareAsync();
        var start = new ProcessStartInfo("/bin/sh", ["-c", Guardian, "sh", Program, .. Arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Folder,
        };
        foreach (var (name, value) in Variables)
            start.Environment[name] = value;
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var began = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        _guardian = Process.Start(start)!;
        _ended = Task.WhenAll(ReadAsync(_guardian.StandardOutput, Told), ReadAsync(_guardian.StandardError, Told));
        _pid = await began.Task.WaitAsync(StartTime);
        await Task.WhenAny(ready.Task, _ended, Task.Delay(StartTime, TimeProvider.System));
        if (!ready.Task.IsCompleted)
            throw new InvalidOperationException($"{Program} {(_ended.IsCompleted ? "ended before it was ready" : "was not ready in time")}:\n{Log}");

        void Told(string line)
        {
            if (line.StartsWith("pid ", StringComparison.Ordinal) && !began.Task.IsCompleted)
                began.TrySetResult(int.Parse(line.AsSpan(4), CultureInfo.InvariantCulture));
            else if (IsReady(line))
                ready.TrySetResult();
        }
    }

    /// <summary>As it ends when it is asked to.</summary>
    public Task StopAsync() => EndAsync(StopSignal);

    /// <summary>As it ends when the machine kills it.</summary>
    public Task KillAsync() => EndAsync("KILL");

    public async Task RestartAsync()
    {
        await StopAsync();
        await StartAsync();
    }

    /// <summary>It holds its connections and answers nothing.</summary>
    public virtual Task PauseAsync() => Tool.SignalAsync(_pid, "STOP");

    public virtual Task ResumeAsync() => Tool.SignalAsync(_pid, "CONT");

    public virtual async ValueTask DisposeAsync()
    {
        if (_guardian is not null)
            await KillAsync();
        _folder.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Where Debian puts programs that are not on the path of everybody.</summary>
    protected static string Find(string program, params string[] folders) =>
        folders.Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)).Concat(["/usr/sbin", "/usr/local/sbin"])
            .Select(folder => Path.Combine(folder, program))
            .FirstOrDefault(File.Exists) ?? throw new InvalidOperationException($"{program} is not installed: ./test.sh installs it");

    private async Task EndAsync(string signal)
    {
        if (_guardian is not { } guardian)
            return;
        _guardian = null;
        if (_ended.IsCompleted)
        {
            // By itself: its number may be another's by now.
            guardian.Dispose();
            return;
        }

        if (signal == "KILL")
            await Tool.RunAsync("/bin/sh", ["-c", "kill -9 \"$@\" 2>/dev/null; true", "sh", .. Descendants(_pid).Select(pid => pid.ToString(CultureInfo.InvariantCulture))]);
        else
            await Tool.SignalAsync(_pid, signal);
        await guardian.WaitForExitAsync().WaitAsync(StartTime);
        // Every process of it holds the pipes: they end with the last one.
        await _ended.WaitAsync(StartTime);
        guardian.Dispose();
    }

    /// <summary>It and all that came of it, newest last. A stopped process is killed as any other.</summary>
    private static List<int> Descendants(int pid)
    {
        var found = new List<int> { pid };
        for (var i = 0; i < found.Count; i++)
            found.AddRange(Children(found[i]));

        return found;
    }

    private static IEnumerable<int> Children(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/task/{pid}/children")
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Select(child => int.Parse(child, CultureInfo.InvariantCulture));
        }
        catch (IOException)
        {
            // It ended since its parent named it: PostgreSQL's helpers come and go.
            return [];
        }
    }

    private async Task ReadAsync(StreamReader reader, Action<string> told)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            lock (_log)
                _log.AppendLine(line);
            told(line);
        }
    }
}
