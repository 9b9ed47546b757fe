using Logos.ServiceDefaults.Http;
using Logos.ServiceDefaults.Programs;
using Microsoft.Extensions.DependencyInjection;

namespace Logos.Gateway.Tests.Http;

/// <summary>Whose clients are changed.</summary>
public sealed class ProgramTests
{
    [Fact]
    public async Task A_program_has_the_defaults()
    {
        IHttpClientFactory? clients = null;
        HttpDefaults? times = null;
        var program = new ServiceProgram("tried", 0, builder =>
        {
            using var services = builder.Services.BuildServiceProvider();
            (clients, times) = (services.GetService<IHttpClientFactory>(), services.GetService<HttpDefaults>());
            throw new InvalidOperationException("That was it.");
        }, _ => { });

        await Assert.ThrowsAsync<InvalidOperationException>(() => program.RunAsync([]));

        Assert.NotNull(clients);
        Assert.NotNull(times);
    }

    [Fact]
    public async Task An_app_that_holds_a_gateway_keeps_its_clients_as_they_were()
    {
        await using var gateway = await Gateway.StartAsync();

        Assert.Null(gateway.Services.GetService<HttpDefaults>());
    }
}
