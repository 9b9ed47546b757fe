using Logos.Rules.Faults;
using Logos.ServiceDefaults.Faults;
using Logos.ServiceDefaults.Http;
using Logos.ServiceDefaults.Logs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Logos.ServiceDefaults.Programs;

/// <summary>
/// A service as a program of its own: settings from the environment and appsettings.json, logs on standard error, and
/// an end that tells what brought it about.
/// </summary>
/// <param name="Name">As logs and operators call it.</param>
/// <param name="Port">Where it listens when nobody says.</param>
public sealed record ServiceProgram(string Name, int Port, Action<WebApplicationBuilder> Add, Action<WebApplication> Map)
{
    private const int Good = 0;
    private const int Broken = 1;
    private const int InputAtFault = 2;

    /// <summary>Why it cannot start, or could not go on, in words; null for what nobody foresaw.</summary>
    public Func<Exception, Fault?> Explain { get; init; } = _ => null;

    public IReadOnlyList<KnownVariable> Variables { get; init; } = [];

    /// <summary>For one that callers reach through something in front of it: how long it goes on answering after it was asked to stop.</summary>
    public Func<IServiceProvider, TimeSpan>? DrainTime { get; init; }

    /// <returns>0 after it was asked to stop, 1 when it broke, 2 when something that it was given is at fault.</returns>
    public async Task<int> RunAsync(string[] args)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = args, ApplicationName = $"Logos.{Name}" });
        var logs = ServiceLogs.Of(builder.Configuration, out var fault);
        var logger = logs.Provider.CreateLogger($"Logos.{Name}");
        if (fault is not null)
            return Refuse(logger, fault);
        var settings = KnownVariable.ReadAll(Variables, ServiceCodes.BadVariable, Environment.GetEnvironmentVariable, out var faults);
        if (faults.Count > 0)
            return Refuse(logger, [.. faults]);
        // First of all: whatever else says something, comes before it.
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = settings });
        logs.AddTo(builder.Logging);
        if (builder.Configuration[WebHostDefaults.ServerUrlsKey] is null && builder.Configuration["HTTP_PORTS"] is null && !builder.Configuration.GetSection("Kestrel").Exists())
            builder.WebHost.UseUrls($"http://127.0.0.1:{Port}");
        try
        {
            builder.AddHttpDefaults();
            Add(builder);
            if (DrainTime is not null)
                Drain.Add(builder, DrainTime);
            await using var app = builder.Build();
            if (DrainTime is not null)
                Drain.Use(app);
            Map(app);
            return await RunAsync(app, logger);
        }
        catch (Exception e) when (FaultsOf(e) is { } told)
        {
            return Refuse(logger, told);
        }
    }

    private async Task<int> RunAsync(WebApplication app, ILogger logger)
    {
        await app.StartAsync();
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        ProgramLog.Listens(logger, Name, string.Join(", ", addresses));
        if (app.Configuration.GetValue("Logos:EndWithParent", false))
            _ = EndWithParentAsync(app.Lifetime);
        var services = app.Services.GetServices<IHostedService>().OfType<BackgroundService>().ToArray();
        await app.WaitForShutdownAsync();
        var broken = services.Select(service => service.ExecuteTask?.Exception?.InnerException).FirstOrDefault(reason => reason is not null);
        if (broken is null)
        {
            ProgramLog.Ended(logger, Name);
            return Good;
        }

        if (FaultsOf(broken) is { } told)
            return Refuse(logger, told);
        ProgramLog.Broke(logger, Name, broken);
        return Broken;
    }

    private Fault[]? FaultsOf(Exception exception) => exception switch
    {
        OptionsValidationException options => [.. options.Failures.Select(Setting)],
        IOException { InnerException: Microsoft.AspNetCore.Connections.AddressInUseException } busy => [new(ServiceCodes.CannotListen, busy.Message) { Hint = "ASPNETCORE_URLS says where to listen" }],
        _ => Explain(exception) is { } fault ? [fault] : null,
    };

    // "LGS6001: Logos:Engine:Poll is …"
    private static Fault Setting(string failure) => failure.StartsWith("LGS", StringComparison.Ordinal) && failure.IndexOf(": ", StringComparison.Ordinal) is var end and > 0
        ? new(failure[..end], failure[(end + 2)..])
        : new(ServiceCodes.BadVariable, failure);

    private int Refuse(ILogger logger, params Fault[] faults)
    {
        foreach (var fault in faults)
            ProgramLog.Refused(logger, Name, fault.Code, fault.Hint is null ? fault.Message : $"{fault.Message} ({fault.Hint})");
        return InputAtFault;
    }

    // Whoever started it holds the other end: it closes with their process, however that ends.
    private static async Task EndWithParentAsync(IHostApplicationLifetime lifetime)
    {
        var buffer = new byte[256];
        await using var input = Console.OpenStandardInput();
        while (await input.ReadAsync(buffer) > 0)
        {
        }

        lifetime.StopApplication();
    }
}
