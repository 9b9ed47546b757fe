using System.Runtime.InteropServices;
using Logos.ServiceDefaults.Health;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Logos.ServiceDefaults.Programs;

/// <summary>
/// Between SIGTERM and the end: the service answers as before, says that it is no longer ready, and closes each
/// connection behind an answer. So whoever is in front of it sends new requests elsewhere before it takes none, and no
/// request meets a connection that is just being closed. SIGINT, or a second SIGTERM, ends it at once.
/// </summary>
internal sealed class Drain(TimeSpan time, IHostApplicationLifetime lifetime, TimeProvider clock, ILogger<Drain> logger) : IHostLifetime, IDisposable
{
    private readonly List<PosixSignalRegistration> _signals = [];
    private int _begun;

    private bool IsOn => Volatile.Read(ref _begun) != 0;

    public static void Add(WebApplicationBuilder builder, Func<IServiceProvider, TimeSpan> time)
    {
        builder.Services.AddSingleton(services => new Drain(
            time(services),
            services.GetRequiredService<IHostApplicationLifetime>(),
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<ILogger<Drain>>()));
        builder.Services.AddSingleton<IHostLifetime>(services => services.GetRequiredService<Drain>());
        builder.Services.AddSingleton(services => new HealthCheck("service", _ => new(services.GetRequiredService<Drain>().IsOn ? "is stopping" : null)));
    }

    public static void Use(WebApplication app)
    {
        var drain = app.Services.GetRequiredService<Drain>();
        app.Use((context, next) =>
        {
            // When the answer begins: a request may have waited since before the signal.
            context.Response.OnStarting(() =>
            {
                if (drain.IsOn)
                    context.Response.Headers.Connection = "close";
                return Task.CompletedTask;
            });
            return next(context);
        });
    }

    public Task WaitForStartAsync(CancellationToken cancellationToken)
    {
        _signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => On(context, () => _ = RunAsync())));
        foreach (var atOnce in new[] { PosixSignal.SIGINT, PosixSignal.SIGQUIT })
            _signals.Add(PosixSignalRegistration.Create(atOnce, context => On(context, lifetime.StopApplication)));
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        foreach (var signal in _signals)
            signal.Dispose();
    }

    private static void On(PosixSignalContext context, Action then)
    {
        context.Cancel = true;
        then();
    }

    private async Task RunAsync()
    {
        if (Interlocked.Exchange(ref _begun, 1) == 0)
        {
            ProgramLog.Drains(logger, time);
            await Task.Delay(time, clock, lifetime.ApplicationStopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        lifetime.StopApplication();
    }
}
