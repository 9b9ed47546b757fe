using System.Net;
using System.Net.Sockets;

namespace Logos.Gateway.Tests.Limits;

public sealed class ConnectionLimitTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_server_has_so_many_connections_and_closes_what_comes_beyond()
    {
        await using var gateway = await Gateway.StartAsync(options => options.MaxOpenConnections = 3);
        var open = new List<TcpClient>();
        for (var i = 0; i < 3; i++)
            open.Add(await BegunAsync(gateway));

        using (var beyond = await BegunAsync(gateway))
            Assert.True(await IsClosedAsync(beyond));
        open.ForEach(client => client.Dispose());

        using var client = gateway.Anonymous();
        Assert.Equal(HttpStatusCode.OK, await HealthAsync(client));
    }

    [Fact]
    public void There_are_fewer_connections_than_the_process_has_descriptors() =>
        Assert.InRange(new GatewayOptions().MaxOpenConnections, 1, 10_000);

    private static async Task<TcpClient> BegunAsync(Gateway gateway)
    {
        var client = new TcpClient();
        await client.ConnectAsync(gateway.Address.Host, gateway.Address.Port, Token);
        await client.GetStream().WriteAsync("GET / HTTP/1.1\r\n"u8.ToArray(), Token);
        return client;
    }

    private static async Task<bool> IsClosedAsync(TcpClient client)
    {
        try
        {
            return await client.GetStream().ReadAsync(new byte[1], Token) == 0;
        }
        catch (IOException)
        {
            return true;
        }
    }

    // The server hears of those that are gone one after the other.
    private static async Task<HttpStatusCode> HealthAsync(HttpClient client)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                return (await client.GetAsync("/health", Token)).StatusCode;
            }
            catch (HttpRequestException) when (tries < 1_000)
            {
                await Task.Yield();
            }
        }
    }
}
