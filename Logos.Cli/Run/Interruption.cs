using System.Runtime.InteropServices;

namespace Logos.Cli.Run;

/// <summary>The first Ctrl-C asks the run to end; the second ends the process.</summary>
internal sealed class Interruption : IDisposable
{
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly PosixSignalRegistration _interrupt;
    private readonly PosixSignalRegistration _terminate;

    public Interruption()
    {
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Hear);
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Hear);
    }

    public Task Asked => _asked.Task;

    /// <summary>What is still said when the second one comes. The process ends as soon as it returns.</summary>
    public Action? LastWord { get; set; }

    public void Dispose()
    {
        _interrupt.Dispose();
        _terminate.Dispose();
    }

    private void Hear(PosixSignalContext signal)
    {
        if (_asked.TrySetResult())
            signal.Cancel = true;
        else
            LastWord?.Invoke();
    }
}
