using Logos.Adapters.Postgres;
using Logos.Adapters.RabbitMq;
using Logos.Core.Graphs.Storage;
using Logos.Core.Orchestration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Logos.Adapters.Cluster;

/// <summary>
/// This process as one of several: it is there before its servers are, waits for them, says what it waits for, and from
/// then on keeps in mind which node types there are.
/// </summary>
public sealed class Membership(ClusterMember member, PostgresStore store, StoredTypes types, IServiceProvider services, TimeProvider clock, ILogger<Membership> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan TypesEvery = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan CheckTime = TimeSpan.FromSeconds(2);

    private readonly TaskCompletionSource _up = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile StoreIdentity? _identity;
    private volatile string? _waitsFor = "it has just begun";

    /// <summary>From then on the store, and where it is needed the broker, can be asked.</summary>
    public Task WhenUp => _up.Task;

    /// <summary>Which store it is.</summary>
    public Guid Store => Identity.Id;

    public int Partitions => Identity.Partitions;

    private StoreIdentity Identity => _identity ?? throw new InvalidOperationException("The store has not been reached yet.");

    public int PartitionOf(Guid root) => PartitionNumber.Of(root, Partitions);

    /// <returns>Null when the store answers as it should; else what is wrong.</returns>
    public async ValueTask<string?> CheckStoreAsync(CancellationToken cancellationToken)
    {
        if (_identity is null)
            return _waitsFor;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(CheckTime);
        try
        {
            return await store.FindTroubleAsync(patience.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return "PostgreSQL does not answer in time";
        }
    }

    /// <returns>Null when the broker takes and gives; else what is wrong.</returns>
    public string? BrokerTrouble() => _identity is null ? "not looked for before the store is there" : services.GetRequiredService<RabbitMqBroker>() is { IsConnected: false } broker
        ? broker.Trouble?.Message ?? "not connected"
        : null;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await ReachStoreAsync(stoppingToken);
        var connecting = services.GetRequiredService<RabbitMqBroker>().ConnectAsync(stoppingToken);
        if (member.NeedsBroker)
            await ReachBrokerAsync(connecting, stoppingToken);
        _waitsFor = null;
        ClusterLog.Up(logger, member.Name, Store, Partitions);
        _up.TrySetResult();
        // A set-up that is wrong ends the process: waiting would not help. Whichever fails is heard of at once.
        var keeping = KeepTypesAsync(stoppingToken);
        await await Task.WhenAny(connecting, keeping);
        await Task.WhenAll(connecting, keeping);
    }

    private async Task ReachStoreAsync(CancellationToken stop)
    {
        while (true)
        {
            try
            {
                var pending = await store.PendingMigrationsAsync(stop);
                if (pending.Count == 0)
                {
                    await types.RefreshAsync(stop);
                    _identity = await store.FindIdentityAsync(stop);
                    return;
                }

                Wait($"the database lacks migrations ({string.Join(", ", pending)}); `logos db migrate` does them");
            }
            catch (StoreUnavailableException e)
            {
                Wait(e.Message);
            }

            await Task.Delay(Pause, clock, stop);
        }
    }

    private async Task ReachBrokerAsync(Task connecting, CancellationToken stop)
    {
        while (await Task.WhenAny(connecting, Task.Delay(Pause, clock, stop)) != connecting)
        {
            stop.ThrowIfCancellationRequested();
            Wait(BrokerTrouble() ?? "RabbitMQ is being connected to");
        }

        await connecting;
    }

    private async Task KeepTypesAsync(CancellationToken stop)
    {
        while (true)
        {
            await Task.Delay(TypesEvery, clock, stop);
            try
            {
                await types.RefreshAsync(stop);
            }
            catch (StoreUnavailableException e)
            {
                ClusterLog.TypesNotRead(logger, e.Message);
            }
        }
    }

    // Said once for each reason, however long it lasts.
    private void Wait(string reason)
    {
        if (_waitsFor == reason)
            return;
        _waitsFor = reason;
        ClusterLog.Waits(logger, member.Name, reason);
    }
}
