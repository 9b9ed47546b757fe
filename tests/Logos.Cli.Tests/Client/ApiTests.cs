using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Logos.Cli.Tests.Running;

namespace Logos.Cli.Tests.Client;

/// <summary>What the client does with servers that are away, slow, broken, or something else.</summary>
public sealed class ApiTests
{
    private const string Id = "0192f0c1-7000-7000-8000-000000000001";
    private const string Empty = """{"items":[]}""";

    [Fact]
    public void Where_nobody_listens_one_is_told_how_to_start_a_server()
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        var port = ((IPEndPoint)free.LocalEndpoint).Port;
        free.Stop();

        var run = new InProcess().Run("graphs", "list", "--server", $"http://127.0.0.1:{port}");

        Assert.Equal((1, ""), (run.Code, run.Output));
        Assert.Equal($"error LGS9080: nobody listens at 127.0.0.1:{port}\n  hint: `logos up` starts a server; --server or LOGOS_SERVER names another\n\n", run.Error);
    }

    [Fact]
    public async Task A_refused_token_is_told_with_where_it_was_from()
    {
        await using var server = await ScriptedServer.StartAsync((context, _) => context.Json("""{"status":401,"code":"LGS7102","detail":"the token is not known","request_id":"r"}""", 401));

        var run = server.Logos("graphs", "list");

        Assert.Equal(2, run.Code);
        Assert.StartsWith("error LGS7102: the token is not known\n  hint: the token of LOGOS_TOKEN was sent; `logos login ", run.Error, StringComparison.Ordinal);
        Assert.Equal("Bearer logos_0123456789abcdef_x", server.Heard.Single().Headers["Authorization"]);
    }

    [Fact]
    public async Task Faults_point_into_the_file_that_was_sent()
    {
        await using var server = await ScriptedServer.StartAsync((context, _) => context.Json("""{"status":422,"code":"LGS2102","detail":"2 faults","errors":[{"code":"LGS2102","message":"a node has no field `typ`","path":"nodes.a.typ","line":4,"column":5,"hint":"did you mean `type`?"}]}""", 422));

        var run = server.LogosWith("name: a\nnodes:\n  a:\n    typ: rule\n", "submit", "-");

        Assert.Equal(2, run.Code);
        Assert.Contains("error LGS2102 <stdin>:4:5: a node has no field `typ`\n  |\n4 |     typ: rule\n  |     ^", run.Error, StringComparison.Ordinal);
        Assert.Contains("at: nodes.a.typ", run.Error, StringComparison.Ordinal);
        Assert.Equal("application/yaml", server.Heard.Single().Headers["Content-Type"]);
    }

    [Fact]
    public async Task What_creates_is_sent_again_under_the_same_key_when_the_connection_breaks()
    {
        await using var server = await ScriptedServer.StartAsync((context, number) =>
        {
            if (number >= 3)
                return context.Json($$"""{"execution_id":"{{Id}}","status":"pending"}""", 202);
            context.Abort();
            return Task.CompletedTask;
        });

        var run = server.Logos("execute", "orders", "--detach");

        Assert.Equal(new CliRun(0, Id + "\n", ""), run);
        Assert.Equal(3, server.Heard.Count);
        Assert.Single(server.Heard.Select(request => request.Headers["Idempotency-Key"]).Distinct());
    }

    [Fact]
    public async Task What_may_not_be_done_twice_is_sent_once()
    {
        await using var server = await ScriptedServer.StartAsync((context, _) =>
        {
            context.Abort();
            return Task.CompletedTask;
        });

        var run = server.Logos("signal", Id, "paid", "1");

        Assert.Equal(1, run.Code);
        Assert.StartsWith("error LGS9083: the connection to ", run.Error, StringComparison.Ordinal);
        Assert.Equal("{\"name\":\"paid\",\"payload\":1}\n", server.Heard.Single().Body);
    }

    [Theory]
    [InlineData(503)]
    [InlineData(429)]
    public async Task A_server_that_asks_to_wait_a_little_is_asked_again(int status)
    {
        await using var server = await ScriptedServer.StartAsync((context, number) =>
        {
            context.Response.Headers.RetryAfter = "0";
            return number == 1 ? context.Json("""{"code":"LGS7302","detail":"the engine is starting"}""", status) : context.Json(Empty);
        });

        Assert.Equal(0, server.Logos("graphs", "list").Code);
        Assert.Equal(2, server.Heard.Count);
    }

    [Fact]
    public async Task A_server_that_asks_to_wait_long_is_believed()
    {
        await using var server = await ScriptedServer.StartAsync((context, _) =>
        {
            context.Response.Headers.RetryAfter = "60";
            return context.Json("""{"code":"LGS7303","detail":"too many executions are in flight","status":429}""", 429);
        });

        var run = server.Logos("graphs", "list");

        Assert.Equal((1, ""), (run.Code, run.Output));
        Assert.StartsWith("error LGS7303: too many executions are in flight\n", run.Error, StringComparison.Ordinal);
        Assert.Single(server.Heard);
    }

    [Theory]
    [InlineData(200, "<html>Welcome</html>")]
    [InlineData(302, "")]
    [InlineData(404, "nothing here")]
    [InlineData(500, "{}")]
    public async Task What_is_no_logos_server_is_told_as_that(int status, string body)
    {
        await using var server = await ScriptedServer.StartAsync((context, _) =>
        {
            context.Response.Headers.Location = "http://192.0.2.1/";
            return context.Json(body, status);
        });

        var run = server.Logos("graphs", "list");

        Assert.Equal((1, ""), (run.Code, run.Output));
        Assert.StartsWith("error LGS9084: ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_kept_token_goes_to_its_own_server_alone()
    {
        await using var one = await ScriptedServer.StartAsync((context, _) => context.Json(context.Request.Path.Value!.EndsWith("/me", StringComparison.Ordinal) ? """{"name":"ada","workspace":"default","scope":"admin","roles":[]}""" : Empty));
        await using var other = await ScriptedServer.StartAsync((context, _) => context.Json(Empty));
        using var folder = new TempFolder();
        var line = new InProcess { Folder = folder.Path, Input = "logos_0123456789abcdef_kept\n"u8.ToArray() };
        line.Environment["XDG_CONFIG_HOME"] = folder.Path;

        var login = line.Run("login", one.Address.ToString());
        line.Run("graphs", "list");
        line.Run("graphs", "list", "--server", other.Address.ToString());

        Assert.Equal(new CliRun(0, $"signed in at {one.Address.GetLeftPart(UriPartial.Authority)} as ada, with the scope admin\n", ""), login);
        Assert.Equal(["GET /api/v1/me", "GET /api/v1/graphs"], one.Heard.Select(request => request.Line));
        Assert.All(one.Heard, request => Assert.Equal("Bearer logos_0123456789abcdef_kept", request.Headers["Authorization"]));
        Assert.False(other.Heard.Single().Headers.ContainsKey("Authorization"));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(folder.Path, "logos", "login.json")));
        Assert.Equal(0, line.Run("logout").Code);
        Assert.False(File.Exists(Path.Combine(folder.Path, "logos", "login.json")));
    }

    [Fact]
    public void A_login_that_others_can_read_is_not_used()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there are no such rights");
        using var folder = new TempFolder();
        folder.Write("logos/login.json", """{"server":"http://127.0.0.1:1/","token":"logos_x"}""");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(Path.Combine(folder.Path, "logos", "login.json"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        var line = new InProcess { Folder = folder.Path };
        line.Environment["XDG_CONFIG_HOME"] = folder.Path;

        var run = line.Run("graphs", "list");

        Assert.Equal(2, run.Code);
        Assert.StartsWith("error LGS9086: the login kept in ", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("logos_x", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("LGS9071", "graphs", "list", "--server", "nonsense")]
    [InlineData("LGS9071", "graphs", "list", "--server", "http://ada:secret@127.0.0.1")]
    [InlineData("LGS9010", "graphs", "list", "--token-file", "nowhere")]
    [InlineData("LGS9085", "graphs", "list", "--token-file", "two")]
    [InlineData("LGS9087", "signal", Id, "paid", "{")]
    [InlineData("LGS9087", "connections", "set", "shop", "list.json")]
    [InlineData("LGS9022", "graphs", "show", "..")]
    public void What_cannot_be_sent_is_told_before_anybody_is_asked(string code, params string[] line)
    {
        using var folder = new TempFolder();
        folder.Write("two", "a b\nc\n");
        folder.Write("list.json", "[]");

        var run = InProcess.In(folder, [.. line, "--json"]);

        Assert.Equal(2, run.Code);
        using var json = JsonDocument.Parse(run.Output);
        Assert.Equal(code, json.RootElement.GetProperty("errors")[0].GetProperty("code").GetString());
        Assert.DoesNotContain("secret", run.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_is_read_from_standard_input_and_told_nowhere()
    {
        await using var server = await ScriptedServer.StartAsync((context, _) => context.Json("""{"name":"KEY","version":1,"changed_at":"2026-01-31T12:00:00Z"}""", 201));

        var run = server.LogosWith("s3cr3t\n", "secrets", "set", "KEY");

        Assert.Equal(new CliRun(0, "KEY is set, version 1\n", ""), run);
        Assert.Equal(("PUT /api/v1/secrets/KEY", "{\"value\":\"s3cr3t\"}\n"), (server.Heard.Single().Line, server.Heard.Single().Body));
    }
}
