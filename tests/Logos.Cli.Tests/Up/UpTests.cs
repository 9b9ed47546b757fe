using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;
using Logos.Cli.Tests.Running;

namespace Logos.Cli.Tests.Up;

public sealed class UpTests : IDisposable
{
    private const string AnyPort = "http://127.0.0.1:0";

    private readonly TempFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_first_start_shows_an_admin_token_once_and_it_works()
    {
        using var process = LogosProcess.Start(_folder.Path, "up", "--urls", AnyPort, "--json");
        using var ready = JsonDocument.Parse((await process.StandardOutput.ReadLineAsync(Token))!);
        var (address, token) = (ready.RootElement.GetProperty("address").GetString()!, ready.RootElement.GetProperty("token").GetString()!);
        using var client = new HttpClient { BaseAddress = new(address) };
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/api/v1/graphs/none", Token)).StatusCode);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/api/v1/graphs/none", Token)).StatusCode);
        var first = await StopAsync(process);
        Assert.Equal(0, first.Code);
        Assert.DoesNotContain(token, first.Error, StringComparison.Ordinal);

        using var again = LogosProcess.Start(_folder.Path, "up", "--urls", AnyPort, "--json");
        using var said = JsonDocument.Parse((await again.StandardOutput.ReadLineAsync(Token))!);

        Assert.False(said.RootElement.TryGetProperty("token", out _));
        Assert.Equal(0, (await StopAsync(again)).Code);
    }

    [Fact]
    public async Task What_it_says_can_be_read_and_pasted()
    {
        await using var server = await RunningServer.StartAsync();
        using var text = new StringWriter { NewLine = "\n" };

        var said = server.Said with { Folder = "logos-data" };
        said.Print(new(Stream.Null, text, TextWriter.Null, _ => null), json: false);

        Assert.Equal(
            $"""
            Logos is ready at {server.Said.Address}

              sign in      {server.Said.Address}{said.Welcome!.SignInPath}
                           opens the console, once, within 15m
              admin token  {server.Said.Token}
                           shown this once; `logos token new` makes another
              data         logos-data

            Next, in another terminal:

              logos login {server.Said.Address}   # asks for the token
              logos new hello && logos submit hello.yaml && logos execute hello

            Ctrl-C stops it; what has not ended goes on at the next start.

            """.ReplaceLineEndings("\n"), text.ToString());
    }

    [Fact]
    public async Task A_second_server_on_the_folder_is_told_which_process_has_it()
    {
        using var first = LogosProcess.Start(_folder.Path, "up", "--urls", AnyPort, "--json");
        await first.StandardOutput.ReadLineAsync(Token);

        var second = await LogosProcess.Run(_folder.Path, "up", "--urls", AnyPort, "--log", "none");

        Assert.Equal(2, second.Code);
        Assert.StartsWith($"error LGS4007: logos-data is in use by process {first.Id}", second.Error, StringComparison.Ordinal);
        Assert.Contains("--data", second.Error, StringComparison.Ordinal);
        await StopAsync(first);
    }

    [Fact]
    public void A_busy_port_is_named()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var address = $"http://127.0.0.1:{((IPEndPoint)other.LocalEndpoint).Port}";

        var run = InProcess.In(_folder, "up", "--urls", address, "--log", "none");

        Assert.Equal((1, ""), (run.Code, run.Output));
        Assert.StartsWith($"error LGS9073: {address} is in use by another program\n  hint: ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_of_something_else_is_left_alone()
    {
        _folder.Write("notes/todo.txt", "milk");

        var run = InProcess.In(_folder, "up", "--data", "notes");

        Assert.Equal(2, run.Code);
        Assert.StartsWith("error LGS9074: the folder notes holds something else", run.Error, StringComparison.Ordinal);
        Assert.Equal(["notes"], _folder.Names());
        Assert.Equal("milk", _folder.Read("notes/todo.txt"));
    }

    [Fact]
    public void A_damaged_journal_is_told_with_its_code()
    {
        _folder.Write("logos-data/0000000001.journal", "this is no journal, and it is longer than the header of one would be, by some");

        var run = InProcess.In(_folder, "up", "--urls", AnyPort, "--log", "none");

        Assert.Equal(1, run.Code);
        Assert.StartsWith("error LGS40", run.Error, StringComparison.Ordinal);
        Assert.Contains("hint:", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(64, "LGS9071", "--urls", "nonsense")]
    [InlineData(64, "LGS9071", "--urls", "ftp://127.0.0.1")]
    [InlineData(64, "LGS9071", "--urls", "http://127.0.0.1:5050/path")]
    [InlineData(64, "LGS9071", "--urls", "https://127.0.0.1:5050")]
    [InlineData(64, "LGS9071", "--urls", "http://127.0.0.1:123456")]
    [InlineData(64, "LGS9071", "--urls", ";")]
    [InlineData(64, "LGS7110", "--urls", "http://0.0.0.0:0", "--no-auth")]
    [InlineData(64, "LGS7110", "--urls", "http://*:0", "--no-auth")]
    [InlineData(64, "LGS7110", "--urls", "http://127.0.0.1:0;http://192.0.2.1:0", "--no-auth")]
    [InlineData(1, "LGS9073", "--urls", "http://192.0.2.1:0")]
    [InlineData(2, "LGS9010", "--graphs", "nowhere")]
    [InlineData(2, "LGS9075", "--data", "file")]
    [InlineData(64, "LGS9001", "--log", "loud")]
    public void A_wrong_option_is_told_with_what_it_takes(int code, string fault, params string[] options)
    {
        _folder.Write("file", "");

        var run = InProcess.In(_folder, ["up", .. options, .. options[0] == "--log" ? Array.Empty<string>() : ["--log", "none"], "--json"]);

        Assert.Equal(code, run.Code);
        using var json = JsonDocument.Parse(run.Output);
        Assert.Equal(fault, json.RootElement.GetProperty("errors")[0].GetProperty("code").GetString());
        Assert.NotNull(json.RootElement.GetProperty("errors")[0].GetProperty(fault == "LGS9001" ? "message" : "hint").GetString());
    }

    [Theory]
    [InlineData("LOG_LEVEL", "loud", "LGS9076")]
    [InlineData("POLL_INTERVAL", "soon", "LGS9076")]
    [InlineData("BATCH_SIZE", "many", "LGS9076")]
    [InlineData("MAX_RETRIES", "-1", "LGS9076")]
    [InlineData("MAX_RETRIES", "1000", "LGS6001")]
    [InlineData("POLL_INTERVAL", "60", "LGS6001")]
    public void A_variable_of_the_environment_that_cannot_be_used_stops_the_start(string name, string value, string fault)
    {
        var line = new InProcess { Folder = _folder.Path };
        line.Environment[name] = value;

        var run = line.Run("up", "--urls", AnyPort);

        Assert.Equal(2, run.Code);
        Assert.Contains($"error {fault}: ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_graph_with_faults_stops_the_start_with_all_of_them()
    {
        _folder.Write("mine/a.yaml", "name: a\nnodes:\n  x:\n    typ: rule\n");

        var run = InProcess.In(_folder, "up", "--urls", AnyPort, "--graphs", "mine", "--log", "none");

        Assert.Equal(2, run.Code);
        Assert.Contains("a.yaml:4:5: a node has no field `typ`", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Logs_are_lines_of_json_where_nobody_watches()
    {
        using var process = LogosProcess.Start(_folder.Path, "up", "--urls", AnyPort, "--json");
        await process.StandardOutput.ReadLineAsync(Token);

        var run = await StopAsync(process);

        Assert.All(run.Error.TrimEnd('\n').Split('\n'), line =>
        {
            using var entry = JsonDocument.Parse(line);
            Assert.Equal("info", entry.RootElement.GetProperty("level").GetString());
            Assert.NotEmpty(entry.RootElement.GetProperty("message").GetString()!);
        });
    }

    [Fact]
    public async Task Asked_twice_it_ends_at_once_names_what_had_not_ended_and_runs_that_again()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there are no signals");
        using var hanging = new TcpListener(IPAddress.Loopback, 0);
        hanging.Start();
        _folder.Write("graphs/slow.yaml", $$$"""
            name: slow
            nodes:
              quick: { type: rule, with: { output: 1 } }
              charge: { type: http, needs: [quick], with: { url: "http://{{{hanging.LocalEndpoint}}}/" } }
              boss: { type: approval, with: { message: "May I?" } }
            """);
        var command = $"Logos__Outbound__AllowedHosts={hanging.LocalEndpoint} exec logos up --urls {AnyPort} --no-auth --json";
        using var process = LogosProcess.StartShell(_folder.Path, command);
        var ready = JsonDocument.Parse((await process.StandardOutput.ReadLineAsync(Token))!).RootElement;
        using var http = new HttpClient { BaseAddress = new(ready.GetProperty("address").GetString()!) };
        var begun = JsonDocument.Parse(await (await http.PostAsync("/api/v1/graphs/slow/execute", null, Token)).Content.ReadAsStringAsync(Token)).RootElement;
        using var first = await hanging.AcceptTcpClientAsync(Token);

        await AskAsync(process);
        while (await process.StandardError.ReadLineAsync(Token) is { } line && !line.Contains("Stopping: ", StringComparison.Ordinal))
            continue;
        var run = await StopAsync(process);

        Assert.NotEqual(0, run.Code);
        Assert.Contains($"Ended at once. `charge` of {begun.GetProperty("execution_id").GetString()} had not ended, and runs again at the next start.", run.Error, StringComparison.Ordinal);
        using var again = LogosProcess.StartShell(_folder.Path, command);
        using (await hanging.AcceptTcpClientAsync(Token))
            await AskAsync(again);
        await StopAsync(again);
    }

    private static async Task AskAsync(Process process)
    {
        using var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]);
        await kill.WaitForExitAsync(Token);
    }

    private static async Task<CliRun> StopAsync(Process process)
    {
        // Also where a test run ignores SIGINT, as a background job does.
        await AskAsync(process);
        return await LogosProcess.Finish(process);
    }
}
