using Logos.Core.Orchestration;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Logos.Gateway.Limits;

/// <summary>Cuts the connections that are still open a while after the engine has ended: a slow sender does not keep the host from stopping.</summary>
internal sealed class LastCall(IServiceProvider services, IHostApplicationLifetime lifetime, TimeProvider clock) : IHostedService, IDisposable
{
    // For answers that are on their way.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _cut = new();
    private readonly CancellationTokenSource _over = new();
    private CancellationTokenRegistration _stopping;
    private Task _running = Task.CompletedTask;

    public async Task ServeAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        await using var registered = _cut.Token.Register(static state => ((ConnectionContext)state!).Abort(), connection);
        await next(connection);
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _stopping = lifetime.ApplicationStopping.Register(() => _running = RunAsync());
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.DisposeAsync();
        await _over.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose()
    {
        _cut.Dispose();
        _over.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            await services.GetRequiredService<EngineAccess>().WhenBroken.WaitAsync(_over.Token);
        }
        catch (InvalidOperationException)
        {
            // It has ended already: it is asked for only while it runs.
        }

        await Task.Delay(Grace, clock, _over.Token);
        await _cut.CancelAsync();
    }
}
