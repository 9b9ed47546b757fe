using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Logos.Scenarios.Deployments;

namespace Logos.Scenarios.Security;

/// <summary><c>logos up --no-auth</c> as a process: on loopback alone, and said out loud.</summary>
public sealed class OpenDoorTests(OpenDeployment open) : IClassFixture<OpenDeployment>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whoever_reaches_it_may_do_everything()
    {
        using var api = open.With(null);

        var me = (await api.GetAsync("/api/v1/me")).Good();

        Assert.Equal(("anybody", "admin"), (me.Text("name"), me.Text("scope")));
        (await api.PutAsync("/api/v1/secrets/open", new { value = "x" })).Good();
        (await api.RunAsync("name: brief\nnodes:\n  a: { type: rule, with: { output: 1 } }\n")).Good();
    }

    [Fact]
    public async Task An_approval_for_others_can_be_answered()
    {
        using var api = open.With(null);
        var execution = await api.StartAsync("""
            name: named
            nodes:
              approve: { type: approval, with: { message: "Well?", approvers: [boss, "role:buyers"] } }
            outputs: { by: "${{ approve.by }}" }
            """);
        await api.WaitingAsync(execution, "approve");

        (await api.ApproveAsync(execution, "approve", "approved")).Good();

        Assert.Equal("anybody", (await api.EndAsync(execution)).Text("results.by"));
    }

    [Fact]
    public async Task It_is_said_out_loud()
    {
        var (ready, log) = (open.Log.Split('\n'), open.Log);
        using var announced = JsonDocument.Parse(ready.First(line => line.Contains("\"address\"", StringComparison.Ordinal)));
        Assert.True(announced.RootElement.GetProperty("no_auth").GetBoolean());
        Assert.False(announced.RootElement.TryGetProperty("token", out _));
        Assert.Contains("Nobody is asked who they are", log, StringComparison.Ordinal);
        using var api = open.With(null);
        (await api.GetAsync("/health")).Good();

        var (code, output, _) = await RunAsync(null, "--help");
        Assert.Equal(0, code);
        Assert.Contains("--no-auth", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_of_another_site_may_do_nothing()
    {
        using var api = open.With(null);
        api.Http.DefaultRequestHeaders.Add("Origin", "https://evil.example");
        (await api.PutAsync("/api/v1/secrets/stolen", new { value = "x" })).Problem(HttpStatusCode.Forbidden, "LGS7104");
        using var named = open.With(null);
        named.Http.DefaultRequestHeaders.Host = "evil.example";
        (await named.GetAsync("/api/v1/me")).Problem((HttpStatusCode)421, "LGS7105");
    }

    [Theory]
    [InlineData("http://0.0.0.0:0")]
    [InlineData("http://[::]:0")]
    [InlineData("http://*:0")]
    [InlineData("http://127.0.0.1:0;http://192.0.2.1:0")]
    [InlineData("http://localhost.example:0")]
    public async Task Other_addresses_than_loopback_are_refused(string urls)
    {
        var (code, output, error) = await RunAsync(null, "--no-auth", "--urls", urls);

        Assert.Equal(64, code);
        Assert.Contains("LGS7110", error, StringComparison.Ordinal);
        Assert.DoesNotContain("is ready", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Addresses_that_come_from_the_configuration_are_refused_too()
    {
        var (code, output, error) = await RunAsync("Kestrel__Endpoints__Http__Url", "--no-auth", "--urls", "http://127.0.0.1:0");

        Assert.NotEqual(0, code);
        Assert.Contains("LGS7110", error, StringComparison.Ordinal);
        Assert.DoesNotContain("is ready", output, StringComparison.Ordinal);
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(string? variable, params string[] arguments)
    {
        var folder = Directory.CreateTempSubdirectory("logos-open-");
        try
        {
            var start = new ProcessStartInfo(EmbeddedDeployment.Executable(), ["up", .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder.FullName };
            if (variable is not null)
                start.Environment[variable] = "http://0.0.0.0:0";
            using var process = Process.Start(start)!;
            var (output, error) = (process.StandardOutput.ReadToEndAsync(Token), process.StandardError.ReadToEndAsync(Token));
            try
            {
                await process.WaitForExitAsync(Token).WaitAsync(TimeSpan.FromMinutes(1), Token);
            }
            finally
            {
                if (!process.HasExited)
                    process.Kill();
            }

            return (process.ExitCode, await output, await error);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
