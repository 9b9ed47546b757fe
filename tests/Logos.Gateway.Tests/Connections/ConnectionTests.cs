using System.Net;
using System.Net.Http.Json;
using System.Text;
using Logos.Core.Connections;
using Logos.Gateway.Access;
using Logos.Gateway.Faults;

namespace Logos.Gateway.Tests.Connections;

public sealed class ConnectionTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_secret_of_a_connection_is_shown_as_set()
    {
        await using var gateway = await Gateway.StartAsync();

        var made = await gateway.Admin.PutAsJsonAsync("/api/v1/connections/oms", new { type = "postgres", host = "db.internal", port = 5432, tls = true, user = "oms", password = "hunter2-hunter2", url = "postgres://u:hunter2@db/oms" }, Token);

        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        var told = await gateway.Admin.GetStringAsync("/api/v1/connections/oms", Token);
        Assert.StartsWith("""{"name":"oms","type":"postgres","host":"db.internal","port":5432,"tls":true,"user":"oms","password":{"set":true},"url":{"set":true},"version":1,""", told, StringComparison.Ordinal);
        var all = told + await made.Content.ReadAsStringAsync(Token) + await gateway.Admin.GetStringAsync("/api/v1/connections", Token) + Encoding.UTF8.GetString((await KeptAsync(gateway)).Body.Span);
        Assert.DoesNotContain("hunter2", all, StringComparison.Ordinal);
        var kept = await KeptAsync(gateway);
        Assert.Equal("hunter2-hunter2", Connection.Read(kept).Open(gateway.Engine.Keys, kept, "password"));
    }

    [Fact]
    public async Task What_was_shown_can_be_put_back_and_keeps_its_secrets()
    {
        await using var gateway = await Gateway.StartAsync();
        await gateway.Admin.PutAsJsonAsync("/api/v1/connections/oms", new { type = "postgres", password = "hunter2-hunter2" }, Token);
        var told = await gateway.Admin.GetAsync("/api/v1/connections/oms", Token).JsonAsync();

        var answer = await gateway.Admin.PutAsJsonAsync("/api/v1/connections/oms", told, Token);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var kept = await KeptAsync(gateway);
        Assert.Equal(2, kept.Version);
        Assert.Equal("hunter2-hunter2", Connection.Read(kept).Open(gateway.Engine.Keys, kept, "password"));
    }

    [Fact]
    public async Task A_reference_to_a_secret_is_shown_as_it_is()
    {
        await using var gateway = await Gateway.StartAsync();

        var told = await gateway.Admin.PutAsJsonAsync("/api/v1/connections/mail", new { type = "smtp", password = "${{ secrets.MAIL }}" }, Token).JsonAsync();

        Assert.Equal("${{ secrets.MAIL }}", told.GetProperty("password").GetString());
    }

    [Theory]
    [InlineData("""{"host":"x"}""")]
    [InlineData("""{"type":"Not A Type"}""")]
    [InlineData("""{"type":"x","nested":{"a":1}}""")]
    [InlineData("""{"type":"x","list":[1]}""")]
    [InlineData("""{"type":"x","password":{"set":true}}""")]
    [InlineData("""{"type":"x","bad name":"1"}""")]
    public async Task What_cannot_be_a_connection_is_refused(string body)
    {
        await using var gateway = await Gateway.StartAsync();

        var answer = await gateway.Admin.PutAsync("/api/v1/connections/x", new StringContent(body, Encoding.UTF8, "application/json"), Token);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Equal(ConnectionCodes.BadConnection, (await answer.JsonAsync()).GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_member_that_stands_twice_is_refused()
    {
        await using var gateway = await Gateway.StartAsync();

        var answer = await gateway.Admin.PutAsync("/api/v1/connections/x", new StringContent("""{"type":"x","password":"a","password":"b"}""", Encoding.UTF8, "application/json"), Token);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task Another_workspaces_connection_is_not_there()
    {
        await using var gateway = await Gateway.StartAsync();
        await gateway.Admin.PutAsJsonAsync("/api/v1/connections/oms", new { type = "postgres" }, Token);
        using var other = await gateway.ClientAsync(Scope.Admin, "other");

        Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync("/api/v1/connections/oms", Token)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await other.DeleteAsync("/api/v1/connections/oms", Token)).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await gateway.Admin.DeleteAsync("/api/v1/connections/oms", Token)).StatusCode);
    }

    private static async Task<Core.Documents.Document> KeptAsync(Gateway gateway) => (await gateway.Engine.Documents.FindAsync("default", Connection.Kind, "oms", Token))!;
}
