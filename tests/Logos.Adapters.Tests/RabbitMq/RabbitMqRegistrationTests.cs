using System.Reflection;
using Logos.Adapters.RabbitMq;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Messages;
using Logos.Core.Orchestration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Logos.Adapters.Tests.RabbitMq;

[Collection(SharedRabbitMq.Name)]
[Trait("Needs", "rabbitmq")]
public sealed class RabbitMqRegistrationTests(RabbitMqFixture fixture)
{
    [Fact]
    public async Task What_is_registered_is_a_broker_with_its_settings()
    {
        var builder = Builder(("RABBITMQ_URL", fixture.Server.Uri.ToString()), ("Broker:Prefix", "host."), ("Broker:Window", "17"));
        RabbitMqOptions? used = null;
        builder.Services.AddSingleton(DispatchProxy.Create<IExecutionStore, FirstGeneration>());
        builder.AddLogosRabbitMq((_, options) => used = options with { Store = "s", Partitions = 1 }, _ => _ => Pool.Io);
        using var host = builder.Build();
        var broker = host.Services.GetRequiredService<IWorkBroker>();
        await host.Services.GetRequiredService<RabbitMqBroker>().ConnectAsync(Wait.Token).InTime();
        Assert.True(broker.IsConnected);
        Assert.Equal(1, broker.Generation);
        Assert.Equal(("host.", 17), (used!.Prefix, used.Window));
    }

    [Theory]
    [InlineData("Broker:Windoww", "17", "did you mean")]
    [InlineData("Broker:Window", "none", "whole number")]
    [InlineData("Broker:Window", "0", "whole number")]
    [InlineData("Broker:Prefix", "a b", "letters")]
    [InlineData("Broker:Patience", "1h", "5s")]
    [InlineData("Broker:Authority", "/not/there.pem", "PEM")]
    public void A_setting_that_is_wrong_stops_the_start(string name, string value, string allowed)
    {
        var wrong = Assert.Throws<RabbitMqException>(() => Builder(("ConnectionStrings:rabbitmq", "amqp://host"), (name, value)).AddLogosRabbitMq((_, options) => options, _ => _ => Pool.Io));
        Assert.Equal(RabbitMqCodes.BrokerSetting, wrong.Fault.Code);
        Assert.Contains(name, wrong.Message);
        Assert.Contains(allowed, wrong.Message);
    }

    [Fact]
    public void Without_a_connection_string_nothing_starts()
    {
        var wrong = Assert.Throws<RabbitMqException>(() => Builder().AddLogosRabbitMq((_, options) => options, _ => _ => Pool.Io));
        Assert.Contains("RABBITMQ_URL", wrong.Message);
    }

    private static HostApplicationBuilder Builder(params (string Name, string Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create<string, string?>(setting.Name, setting.Value)));
        return builder;
    }

    /// <summary>A store that is asked for the broker's generation, and for nothing else.</summary>
    public class FirstGeneration : DispatchProxy
    {
        private long _generation;

        protected override object Invoke(MethodInfo? targetMethod, object?[]? args) => targetMethod!.Name switch
        {
            nameof(IExecutionStore.FindBrokerGenerationAsync) => new ValueTask<long>(_generation),
            nameof(IExecutionStore.RaiseBrokerGenerationAsync) => new ValueTask<long>(++_generation),
            var other => throw new NotSupportedException(other),
        };
    }
}
