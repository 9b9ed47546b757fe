using System.Diagnostics;
using System.Runtime.InteropServices;
using Logos.Cli.Cluster.Logs;

namespace Logos.Cli.Cluster.Parts;

/// <summary>A part as it runs, from one start to its end.</summary>
internal sealed partial class PartProcess : IDisposable
{
    private const int KillAtOnce = 9;
    private const int Terminate = 15;
    private const int MostLines = 20;

    // What a server's helpers still hold open when it has ended.
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(5);

    private readonly Launch _launch;
    private readonly Process _process;
    private readonly Func<string, bool, PartLine> _told;
    private readonly TimeProvider _clock;
    private readonly Queue<PartLine> _last = new();
    private readonly TaskCompletionSource _saidReady = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private PartProcess(Launch launch, Process process, Func<string, bool, PartLine> told, TimeProvider clock)
    {
        (_launch, _process, _told, _clock) = (launch, process, told, clock);
        Ended = EndAsync(Task.WhenAll(ReadAsync(process.StandardOutput, isError: false), ReadAsync(process.StandardError, isError: true)));
    }

    /// <summary>With its exit code.</summary>
    public Task<int> Ended { get; }

    /// <summary>The last lines that it wrote.</summary>
    public IReadOnlyList<PartLine> LastLines
    {
        get
        {
            lock (_last)
                return [.. _last];
        }
    }

    /// <param name="told">Hears of each line, and says what it is.</param>
    /// <exception cref="System.ComponentModel.Win32Exception">The program cannot be started.</exception>
    public static PartProcess Start(Launch launch, Func<string, bool, PartLine> told, TimeProvider clock)
    {
        var (program, arguments) = launch.Guard is { } guard ? guard.Over(launch.Program, launch.Arguments) : (launch.Program, launch.Arguments);
        (program, arguments) = OwnSession.Of(program, arguments);
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = launch.Folder };
        foreach (var name in launch.Without)
            start.Environment.Remove(name);
        foreach (var (name, value) in launch.Variables)
            start.Environment[name] = value;
        return new(launch, Process.Start(start)!, told, clock);
    }

    // What said so and ended at once was ready: by the time that it has ended, all that it said was read.
    public Task WhenReadyAsync(CancellationToken cancellationToken) => _launch.WhenReady?.Invoke(cancellationToken) ?? _saidReady.Task;

    /// <summary>Asks it to end in an orderly way.</summary>
    public void Ask()
    {
        try
        {
            if (_launch.Guard is { } guard)
            {
                _process.StandardInput.WriteLine(guard.Signal);
                _process.StandardInput.Flush();
            }
            else if (OperatingSystem.IsWindows())
            {
                _process.StandardInput.Close();
            }
            else if (!_process.HasExited)
            {
                // One that has ended meanwhile is no process any more, and no other has its number so soon.
                _ = Signal(_process.Id, Terminate);
            }
        }
        catch (Exception e) when (e is IOException or InvalidOperationException)
        {
            // It has ended.
        }
    }

    /// <summary>With all that came of it.</summary>
    public void Kill()
    {
        try
        {
            // Its session is a group of processes, which is quicker to name than to look for. What has left the group ends with what it served.
            if (OperatingSystem.IsWindows() || _process.HasExited || Signal(-_process.Id, KillAtOnce) != 0)
                _process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is InvalidOperationException or AggregateException or System.ComponentModel.Win32Exception)
        {
            // It has ended.
        }
    }

    public void Dispose() => _process.Dispose();

    private async Task<int> EndAsync(Task reading)
    {
        await _process.WaitForExitAsync();
        var code = _process.ExitCode;
        try
        {
            // A guard that was killed leaves its server to the watch, which reads here.
            _process.StandardInput.Close();
            await reading.WaitAsync(Rest, _clock);
        }
        catch (Exception e) when (e is TimeoutException or IOException)
        {
            // A process that was left behind holds the streams: what it writes is nobody's concern.
        }

        return code;
    }

    private async Task ReadAsync(StreamReader from, bool isError)
    {
        try
        {
            while (await from.ReadLineAsync() is { } text)
            {
                var line = _told(text, isError);
                lock (_last)
                {
                    _last.Enqueue(line);
                    if (_last.Count > MostLines)
                        _last.Dequeue();
                }

                if (_launch.SaysReady?.Invoke(text) ?? false)
                    _saidReady.TrySetResult();
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // Nobody reads it any more.
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Signal(int process, int signal);
}
