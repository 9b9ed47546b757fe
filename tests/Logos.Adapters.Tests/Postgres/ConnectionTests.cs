using System.Globalization;
using Logos.Adapters.Cluster;
using Logos.Adapters.Faults;
using Logos.Adapters.Postgres;
using Logos.Core.Blobs;
using Logos.Core.Executions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Logos.Adapters.Tests.Postgres;

/// <summary>How many connections a process takes: what <c>Store:Connections</c> says, else the address, else its kind.</summary>
public sealed class ConnectionTests(PostgresFixture postgres)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("3", "", 20)]
    [InlineData("3", ";Maximum Pool Size=50;Minimum Pool Size=10", 20)]
    [InlineData(null, ";Maximum Pool Size=3", 20)]
    [InlineData(null, "", 3)]
    [Trait("Needs", "postgres")]
    public async Task Nobody_takes_more_than_was_said(string? setting, string address, int usual)
    {
        // Who finds none waits as long as for a connection to be made.
        var builder = Builder($"{await postgres.CreateAsync()};Timeout=1{address}", setting);
        builder.AddLogosCluster(new("some", NeedsBroker: false, usual));
        await using var services = builder.Services.BuildServiceProvider();
        var store = services.GetRequiredService<PostgresStore>();
        var held = new[] { new HeldStream(), new HeldStream(), new HeldStream() };
        var writes = held.Select(stream => store.Blobs.WriteAsync(BlobKey.New(Guid.CreateVersion7(), "a", TaskKey.NoItem, 1, TimeProvider.System.GetUtcNow()), stream, Token).AsTask()).ToArray();
        foreach (var stream in held)
            await stream.Asked.WaitAsync(Token);

        Assert.Contains("`Store:Connections` says how many", await store.FindTroubleAsync(Token), StringComparison.Ordinal);

        foreach (var stream in held)
            stream.End();
        await Task.WhenAll(writes);
        Assert.Null(await store.FindTroubleAsync(Token));
    }

    [Theory]
    [InlineData("Store:Connection", "8", "did you mean")]
    [InlineData("Store:Url", "postgres://", "Store:Connections")]
    [InlineData("Store:Connections", "many", "whole number from 2 to 1000")]
    [InlineData("Store:Connections", "1", "whole number from 2 to 1000")]
    [InlineData("Store:Connections", "1001", "whole number from 2 to 1000")]
    [InlineData("Store:Connections", "", "whole number from 2 to 1000")]
    public void A_setting_that_is_wrong_stops_the_start(string name, string value, string told)
    {
        var builder = Builder("Host=nowhere", null);
        builder.Configuration.AddInMemoryCollection([new(name, value)]);

        var wrong = Assert.Throws<ClusterException>(() => builder.AddLogosCluster(ClusterMember.Workers));

        Assert.Equal(AdaptersCodes.DatabaseSetting, ClusterFaults.Of(wrong)!.Code);
        Assert.Contains(name, wrong.Message, StringComparison.Ordinal);
        Assert.Contains(told, wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Operations_tell_what_each_kind_takes_when_nobody_says()
    {
        var row = File.ReadLines(Path.Combine(AppContext.BaseDirectory, "operations.md")).Single(line => line.StartsWith("| `Store:Connections`", StringComparison.Ordinal));

        foreach (var member in (ClusterMember[])[ClusterMember.Gateway, ClusterMember.Orchestrator, ClusterMember.Workers])
            Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"{member.Name} {member.Connections}"), row, StringComparison.Ordinal);
    }

    private static HostApplicationBuilder Builder(string postgres, string? connections)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Configuration.AddInMemoryCollection([new("ConnectionStrings:postgres", postgres), new("ConnectionStrings:rabbitmq", "amqp://nowhere"), new("ConnectionStrings:redis", "nowhere"), new("Logos:Keys", $"k {Convert.ToBase64String(new byte[32])}")]);
        if (connections is not null)
            builder.Configuration.AddInMemoryCollection([new("Store:Connections", connections)]);
        return builder;
    }

    /// <summary>What is written waits for the rest of it, and holds its connection meanwhile.</summary>
    private sealed class HeldStream : MemoryStream
    {
        private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource<int> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Asked => _asked.Task;

        public void End() => _ended.TrySetResult(0);

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            _asked.TrySetResult();
            return await _ended.Task.WaitAsync(cancellationToken);
        }
    }
}
