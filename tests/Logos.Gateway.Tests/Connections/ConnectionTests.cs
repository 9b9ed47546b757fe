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

    [Theory]
    [InlineData("passwd", "hunter2zz")]
    [InlineData("pwd", "hunter2zz")]
    [InlineData("pass", "hunter2zz")]
    [InlineData("PASSWORD", "hunter2zz")]
    [InlineData("accessToken", "hunter2zz")]
    [InlineData("apiKey", "hunter2zz")]
    [InlineData("apikey", "hunter2zz")]
    [InlineData("clientSecret", "hunter2zz")]
    [InlineData("privateKey", "hunter2zz")]
    [InlineData("connectionString", "hunter2zz")]
    [InlineData("conn_str", "hunter2zz")]
    [InlineData("auth", "hunter2zz")]
    [InlineData("authorization", "hunter2zz")]
    [InlineData("credential", "hunter2zz")]
    [InlineData("bearer", "hunter2zz")]
    [InlineData("cookie", "hunter2zz")]
    [InlineData("sas", "hunter2zz")]
    [InlineData("signature", "hunter2zz")]
    [InlineData("dbpassword", "hunter2zz")]
    [InlineData("db_pass", "hunter2zz")]
    [InlineData("password2", "hunter2zz")]
    [InlineData("dbPassword_1", "hunter2zz")]
    [InlineData("webhook_url", "https://hooks.example/hunter2zz")]
    [InlineData("jwt", "hunter2zz")]
    [InlineData("url", "https://h/?token=hunter2zz")]
    [InlineData("url", "https://h/?a=1&%61pi_key=hunter2zz")]
    [InlineData("url", "https://h/f?sv=1&sig=hunter2zz")]
    [InlineData("host", "Server=h;Password=hunter2zz")]
    [InlineData("host", "Endpoint=sb://h/;SharedAccessKey=hunter2zz")]
    [InlineData("options", "host=h user=u password = 'hunter2zz'")]
    [InlineData("options", "h:6379,password=hunter2zz,ssl=true")]
    [InlineData("options", "{\"user\": \"u\", \"password\": \"hunter2zz\"}")]
    [InlineData("header", "Bearer hunter2zz")]
    public async Task What_is_secret_is_known_by_the_names_that_people_give_it_and_inside_a_value(string name, string value)
    {
        await using var gateway = await Gateway.StartAsync();

        var told = await (await gateway.Admin.PutAsJsonAsync("/api/v1/connections/oms", new Dictionary<string, string> { ["type"] = "other", [name] = value }, Token)).JsonAsync();

        Assert.True(told.GetProperty(name).GetProperty("set").GetBoolean());
        var kept = await KeptAsync(gateway);
        Assert.DoesNotContain("hunter2", Encoding.UTF8.GetString(kept.Body.Span), StringComparison.Ordinal);
        Assert.Equal(value, Connection.Read(kept).Open(gateway.Engine.Keys, kept, name));
    }

    [Fact]
    public async Task What_says_how_something_is_reached_is_shown()
    {
        await using var gateway = await Gateway.StartAsync();
        Dictionary<string, object> settings = new()
        {
            ["type"] = "other",
            ["host"] = "auth:5432",
            ["url"] = "https://h:8080/a?page=2&sort=name",
            ["servers"] = "key-1.internal:9092, key-2.internal:9092",
            ["ssl_mode"] = "require",
            ["keyspace"] = "oms",
            ["password_policy"] = "strict",
            ["use_password"] = true,
            ["options"] = "Server=h;Database=oms;Encrypt=true",
            ["author"] = "ada",
            ["bypass"] = "local",
            ["port"] = 5432,
        };

        await gateway.Admin.PutAsJsonAsync("/api/v1/connections/oms", settings, Token);

        Assert.Empty(Connection.Read(await KeptAsync(gateway)).Sealed);
    }

    [Fact]
    public async Task A_number_under_a_secret_name_is_sealed()
    {
        await using var gateway = await Gateway.StartAsync();

        var told = await (await gateway.Admin.PutAsJsonAsync("/api/v1/connections/oms", new { type = "other", passcode = 918273 }, Token)).JsonAsync();

        Assert.True(told.GetProperty("passcode").GetProperty("set").GetBoolean());
        Assert.DoesNotContain("918273", Encoding.UTF8.GetString((await KeptAsync(gateway)).Body.Span), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_an_older_version_kept_in_clear_is_shown_no_more_and_is_sealed_when_it_is_put_back()
    {
        await using var gateway = await Gateway.StartAsync();
        var old = Encoding.UTF8.GetBytes("""{"type":"postgres","settings":{"host":"db.internal","passwd":"hunter2zz","url":"https://h/?token=hunter2zz"},"sealed":{}}""");
        await gateway.Engine.Documents.WriteAsync([new("default", Connection.Kind, "oms", old)], Token);

        var before = await KeptAsync(gateway);
        var told = await gateway.Admin.GetAsync("/api/v1/connections/oms", Token).JsonAsync();
        var listed = await gateway.Admin.GetStringAsync("/api/v1/connections", Token);
        await gateway.Admin.PutAsJsonAsync("/api/v1/connections/oms", told, Token);

        Assert.Equal("hunter2zz", Connection.Read(before).Open(gateway.Engine.Keys, before, "passwd"));
        Assert.DoesNotContain("hunter2", told.GetRawText() + listed, StringComparison.Ordinal);
        Assert.Equal("db.internal", told.GetProperty("host").GetString());
        var kept = await KeptAsync(gateway);
        Assert.DoesNotContain("hunter2", Encoding.UTF8.GetString(kept.Body.Span), StringComparison.Ordinal);
        Assert.Equal("hunter2zz", Connection.Read(kept).Open(gateway.Engine.Keys, kept, "passwd"));
        Assert.Equal("https://h/?token=hunter2zz", Connection.Read(kept).Open(gateway.Engine.Keys, kept, "url"));
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
    public async Task One_sealed_setting_is_taken_away_with_null_and_the_others_stay()
    {
        await using var gateway = await Gateway.StartAsync();
        await gateway.Admin.PutAsJsonAsync("/api/v1/connections/oms", new { type = "postgres", host = "db", password = "hunter2-hunter2", api_key = "hunter2-too" }, Token);
        var told = System.Text.Json.Nodes.JsonNode.Parse(await gateway.Admin.GetStringAsync("/api/v1/connections/oms", Token))!;
        told["password"] = null;

        var now = await gateway.Admin.PutAsync("/api/v1/connections/oms", new StringContent(told.ToJsonString(), Encoding.UTF8, "application/json"), Token).JsonAsync();

        Assert.False(now.TryGetProperty("password", out _));
        Assert.True(now.GetProperty("api_key").GetProperty("set").GetBoolean());
        var kept = await KeptAsync(gateway);
        Assert.Equal((null, "hunter2-too"), (Connection.Read(kept).Open(gateway.Engine.Keys, kept, "password"), Connection.Read(kept).Open(gateway.Engine.Keys, kept, "api_key")));
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
