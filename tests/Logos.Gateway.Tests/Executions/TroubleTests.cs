using System.Net;
using System.Reflection;
using Logos.Core.Messages;
using Logos.Core.Orchestration;
using Logos.Gateway.Faults;
using Logos.Orchestrator.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Logos.Gateway.Tests.Executions;

public sealed class TroubleTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_engine_that_is_gone_is_told_as_such()
    {
        await using var gateway = await Gateway.StartAsync();
        await gateway.Admin.SaveAsync(Sent.Hello);
        foreach (var service in gateway.Services.GetServices<IHostedService>().Where(service => service.GetType().Assembly == typeof(LogosEngine).Assembly))
            await service.StopAsync(Token);

        var answer = await gateway.Admin.PostTextAsync("/api/v1/graphs/hello/execute", "{}");
        var health = await gateway.Admin.GetAsync("/health/ready", Token);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, GatewayCodes.EngineDown), (answer.StatusCode, await answer.CodeAsync()));
        Assert.NotNull(answer.Headers.RetryAfter);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, health.StatusCode);
    }

    [Fact]
    public async Task Who_waits_while_the_engine_stops_is_told_where_to_look()
    {
        await using var gateway = await Gateway.StartAsync();
        await gateway.Admin.SaveAsync(Sent.Asks);
        var waiting = gateway.Admin.PostTextAsync("/api/v1/graphs/asks/execute?wait=5m", "{}");
        while (!(await gateway.Admin.GetAsync("/api/v1/executions?status=running", Token).JsonAsync()).GetProperty("items").EnumerateArray().Any())
            await Task.Yield();

        gateway.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();

        Assert.Equal(HttpStatusCode.Accepted, (await waiting).StatusCode);
    }

    [Fact]
    public async Task A_store_without_room_is_told_by_the_health_of_a_server_that_still_reads()
    {
        string? refusal = null;
        await using var gateway = await Gateway.StartAsync(also: builder => builder.Services.AddSingleton(services => services.GetRequiredService<LogosEngine>().Access with { Refusal = () => refusal }));

        var good = await gateway.Admin.GetAsync("/health", Token);
        refusal = "no room";
        var full = await gateway.Admin.GetAsync("/health", Token);

        Assert.Equal("""{"status":"ok","checks":{"engine":"ok","store":"ok"}}""", await good.Content.ReadAsStringAsync(Token));
        Assert.Equal("""{"status":"degraded","checks":{"engine":"ok","store":"no room"}}""", await full.Content.ReadAsStringAsync(Token));
        Assert.Equal(HttpStatusCode.OK, full.StatusCode);
    }

    [Fact]
    public async Task A_full_disk_refuses_what_is_new_and_goes_on_reading()
    {
        await using var gateway = await Gateway.StartAsync(also: builder => builder.Services.AddSingleton(services =>
        {
            var access = services.GetRequiredService<LogosEngine>().Access;
            var full = DispatchProxy.Create<IExecutionStore, FullStore>();
            ((FullStore)(object)full).Store = access.Executions;
            return access with { Client = new(new(full), access.Plans, DispatchProxy.Create<IWorkBroker, FullStore>(), access.Values, TimeProvider.System, _ => 0) };
        }));
        await gateway.Admin.SaveAsync(Sent.Hello);

        var answer = await gateway.Admin.PostTextAsync("/api/v1/graphs/hello/execute", "{}");

        Assert.Equal((HttpStatusCode.InsufficientStorage, GatewayCodes.StoreFull), (answer.StatusCode, await answer.CodeAsync()));
        Assert.Equal(HttpStatusCode.OK, (await gateway.Admin.GetAsync("/api/v1/executions", Token)).StatusCode);
    }

    [Theory]
    [InlineData(true, HttpStatusCode.ServiceUnavailable)]
    [InlineData(false, HttpStatusCode.InternalServerError)]
    public async Task A_store_that_has_failed_is_told_before_the_engine_has_heard_of_it(bool hasFailed, HttpStatusCode status)
    {
        await using var gateway = await Gateway.StartAsync(also: builder => builder.Services.AddSingleton(services =>
        {
            var access = services.GetRequiredService<LogosEngine>().Access;
            var broken = DispatchProxy.Create<IExecutionStore, FullStore>();
            (((FullStore)(object)broken).Store, ((FullStore)(object)broken).Reason) = (access.Executions, new IOException("the disk failed"));
            return access with { HasFailed = () => hasFailed, WhenBroken = new TaskCompletionSource<Exception?>().Task, Client = new(new(broken), access.Plans, DispatchProxy.Create<IWorkBroker, FullStore>(), access.Values, TimeProvider.System, _ => 0) };
        }));
        await gateway.Admin.SaveAsync(Sent.Hello);

        var answer = await gateway.Admin.PostTextAsync("/api/v1/graphs/hello/execute", "{}");

        Assert.Equal(status, answer.StatusCode);
        if (hasFailed)
            Assert.Equal(GatewayCodes.EngineDown, await answer.CodeAsync());
        Assert.Equal(hasFailed ? HttpStatusCode.ServiceUnavailable : HttpStatusCode.OK, (await gateway.Admin.GetAsync("/health/ready", Token)).StatusCode);
    }

    /// <summary>A store that takes nothing, because its disk has no room if nothing else is said.</summary>
    public class FullStore : DispatchProxy
    {
        internal IExecutionStore? Store { get; set; }

        internal Exception Reason { get; set; } = new StoreUnavailableException("the disk is full", new IOException()) { IsFull = true };

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => targetMethod!.Name == nameof(IExecutionStore.SubmitAsync)
            ? throw Reason
            : targetMethod.Invoke(Store, args);
    }
}
