using Logos.Core.Orchestration;
using Microsoft.Extensions.Hosting;

namespace Logos.Gateway.Executions;

/// <summary>Ends what waits for executions when the host stops or the engine breaks: nothing would be heard any more.</summary>
internal sealed class EngineEnd : IDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly CancellationTokenRegistration _stopping;
    private int _isHeard;

    public EngineEnd(IHostApplicationLifetime lifetime)
    {
        Token = _end.Token;
        _stopping = lifetime.ApplicationStopping.Register(_end.Cancel);
    }

    public CancellationToken Token { get; }

    public CancellationToken Of(EngineAccess engine)
    {
        if (Interlocked.Exchange(ref _isHeard, 1) == 0)
            _ = HearAsync(engine);
        return Token;
    }

    public void Dispose()
    {
        _stopping.Dispose();
        _end.Dispose();
    }

    private async Task HearAsync(EngineAccess engine)
    {
        await engine.WhenBroken;
        try
        {
            await _end.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // The host is gone already.
        }
    }
}
