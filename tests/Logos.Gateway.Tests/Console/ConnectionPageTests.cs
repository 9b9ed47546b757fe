using System.Net;
using System.Net.Http.Json;
using Logos.Core.Connections;
using Logos.Gateway.Access;
using Logos.Gateway.Faults;

namespace Logos.Gateway.Tests.Console;

public sealed class ConnectionPageTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_connection_is_set_changed_and_deleted_and_what_is_secret_in_it_never_comes_out()
    {
        await using var gateway = await Gateway.StartAsync();
        var fields = await gateway.Admin.GetStringAsync("/connections?type=postgres", Token);
        Assert.All(["host", "port", "database", "user", "password"], field => Assert.Contains($"name=\"{field}\"", fields, StringComparison.Ordinal));

        var set = await PageTests.PostAsync(gateway.Admin, "/connections", ("kind", "postgres"), ("type", "postgres"), ("name", "oms"), ("host", "db.internal"), ("port", "5432"), ("password", "hunter2-hunter2"), ("more", "tls: true\napplication: \"17\"\napi_key: hunter2-too"));

        Assert.Equal(HttpStatusCode.SeeOther, set.StatusCode);
        var shown = await gateway.Admin.GetAsync("/api/v1/connections/oms", Token).JsonAsync();
        Assert.Equal((5432, true, "17"), (shown.GetProperty("port").GetInt32(), shown.GetProperty("tls").GetBoolean(), shown.GetProperty("application").GetString()));
        Assert.True(shown.GetProperty("api_key").GetProperty("set").GetBoolean());
        var list = await gateway.Admin.GetStringAsync("/connections", Token);
        Assert.Contains("db.internal:5432", list, StringComparison.Ordinal);
        var page = await gateway.Admin.GetStringAsync("/connections/oms", Token);
        Assert.Contains("tls: true", page, StringComparison.Ordinal);
        Assert.Contains("application: &quot;17&quot;", page, StringComparison.Ordinal);
        Assert.Contains("It is set, and stays as it is", page, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", list + page, StringComparison.Ordinal);

        // What is left empty of what is secret stays.
        await PageTests.PostAsync(gateway.Admin, "/connections", ("change", "1"), ("type", "postgres"), ("name", "oms"), ("host", "db.elsewhere"), ("port", "5432"), ("password", ""), ("api_key", "another"), ("more", "tls: true"));
        var kept = (await gateway.Engine.Documents.FindAsync("default", Connection.Kind, "oms", Token))!;
        Assert.Equal("hunter2-hunter2", Connection.Read(kept).Open(gateway.Engine.Keys, kept, "password"));
        Assert.Equal("another", Connection.Read(kept).Open(gateway.Engine.Keys, kept, "api_key"));
        Assert.Equal("""{"host":"db.elsewhere","port":5432,"tls":true}""", Connection.Read(kept).Settings.ToJsonString());

        // And one that nothing else is typed for goes by its line.
        await PageTests.PostAsync(gateway.Admin, "/connections", ("change", "1"), ("type", "postgres"), ("name", "oms"), ("host", "db.elsewhere"), ("port", "5432"), ("password", ""), ("api_key", ""), ("more", "password: null"));
        kept = (await gateway.Engine.Documents.FindAsync("default", Connection.Kind, "oms", Token))!;
        Assert.Equal((null, "another"), (Connection.Read(kept).Open(gateway.Engine.Keys, kept, "password"), Connection.Read(kept).Open(gateway.Engine.Keys, kept, "api_key")));

        await PageTests.PostAsync(gateway.Admin, "/connections/oms/delete");
        Assert.Contains("None yet.", await gateway.Admin.GetStringAsync("/connections", Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_that_names_a_secret_goes_on_naming_it()
    {
        await using var gateway = await Gateway.StartAsync();
        await gateway.Admin.PutAsJsonAsync("/api/v1/connections/mail", new { type = "smtp", host = "mail", password = "${{ secrets.MAIL }}", url = "smtp://user:hunter2@mail" }, Token);
        Assert.DoesNotContain("hunter2", await gateway.Admin.GetStringAsync("/connections/mail", Token), StringComparison.Ordinal);

        await PageTests.PostAsync(gateway.Admin, "/connections", ("change", "1"), ("type", "smtp"), ("name", "mail"), ("host", "mail"), ("password", ""), ("url", ""), ("more", ""));

        var shown = await gateway.Admin.GetAsync("/api/v1/connections/mail", Token).JsonAsync();
        Assert.Equal("${{ secrets.MAIL }}", shown.GetProperty("password").GetString());
        Assert.True(shown.GetProperty("url").GetProperty("set").GetBoolean());
    }

    [Theory]
    [InlineData("no name", "1", "", "name", ConnectionCodes.BadConnection)]
    [InlineData("oms", "many", "", "connection-port", ConsoleCodes.NotANumber)]
    [InlineData("oms", "70000", "", "connection-port", ConsoleCodes.NotANumber)]
    [InlineData("oms", "1", "hunter2", "more", ConsoleCodes.NotASetting)]
    [InlineData("oms", "1", "host: twice", "more", ConsoleCodes.NotASetting)]
    [InlineData("oms", "1", "no good: hunter2", "more", ConnectionCodes.BadConnection)]
    [InlineData("taken", "1", "", "name", ConsoleCodes.NameTaken)]
    public async Task What_is_wrong_is_told_beside_its_field_without_the_password_that_was_typed(string name, string port, string more, string field, string code)
    {
        await using var gateway = await Gateway.StartAsync();
        await gateway.Admin.PutAsJsonAsync("/api/v1/connections/taken", new { type = "redis", host = "kept" }, Token);

        var answer = await PageTests.PostAsync(gateway.Admin, "/connections", ("kind", "postgres"), ("type", "postgres"), ("name", name), ("host", "h"), ("port", port), ("password", "hunter3"), ("more", "api_key: hunter4\n" + more));

        var html = await answer.Content.ReadAsStringAsync(Token);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains(code, html[html.IndexOf($"id=\"{field}-wrong\"", StringComparison.Ordinal)..], StringComparison.Ordinal);
        Assert.Contains($"value=\"{name}\"", html, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter3", html, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter4", html, StringComparison.Ordinal);
        Assert.Equal("kept", (await gateway.Admin.GetAsync("/api/v1/connections/taken", Token).JsonAsync()).GetProperty("host").GetString());
    }

    [Fact]
    public async Task Who_may_only_look_sees_connections_and_no_form_and_another_workspace_sees_none()
    {
        await using var gateway = await Gateway.StartAsync();
        await gateway.Admin.PutAsJsonAsync("/api/v1/connections/oms", new { type = "postgres", host = "db" }, Token);
        using var reader = await gateway.ClientAsync(Scope.Read);
        using var other = await gateway.ClientAsync(Scope.Admin, "elsewhere");

        var seen = await reader.GetStringAsync("/connections?type=postgres", Token);

        Assert.Contains("oms", seen, StringComparison.Ordinal);
        Assert.DoesNotContain("<form method=\"post\" action=\"/connections", seen, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, (await reader.GetAsync("/connections/oms", Token)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await PageTests.PostAsync(reader, "/connections", ("type", "postgres"), ("name", "mine"))).StatusCode);
        Assert.DoesNotContain("oms", await other.GetStringAsync("/connections", Token), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync("/connections/oms", Token)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await PageTests.PostAsync(other, "/connections", ("change", "1"), ("type", "postgres"), ("name", "oms"))).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await PageTests.PostAsync(other, "/connections/oms/delete")).StatusCode);
    }
}
