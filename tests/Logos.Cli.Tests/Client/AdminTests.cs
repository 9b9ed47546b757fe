using System.Text.Json;
using Logos.Cli.Tests.Running;
using Logos.Cli.Tests.Up;

namespace Logos.Cli.Tests.Client;

/// <summary>Secrets, connections and schedules on the server of `logos up`.</summary>
public sealed class AdminTests
{
    [Fact]
    public async Task Secrets_go_in_and_never_come_out()
    {
        await using var server = await RunningServer.StartAsync();

        Assert.Equal(new CliRun(0, "KEY is set, version 1\n", ""), server.LogosWith("s3cr3t-value\n", "secrets", "set", "KEY"));

        var (list, json) = (server.Logos("secrets", "list"), server.Logos("secrets", "list", "--json"));
        Assert.Matches(@"\nKEY +1 ", list.Output);
        Assert.Equal("KEY is deleted\n", server.Logos("secrets", "delete", "KEY").Output);
        var gone = server.Logos("secrets", "delete", "KEY");
        Assert.Equal(2, gone.Code);
        Assert.All([list.All, json.All, gone.All, server.Logs], said => Assert.DoesNotContain("s3cr3t-value", said, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_connection_is_set_from_a_file_and_shown_without_its_password()
    {
        await using var server = await RunningServer.StartAsync();
        server.Folder.Write("shop.json", """{"type":"postgres","host":"localhost","database":"shop","username":"ada","password":"s3cr3t-value"}""");

        Good("shop is set\n", server.Logos("connections", "set", "shop", "shop.json"));

        var shown = server.Logos("connections", "show", "shop");
        Assert.Matches("type +postgres\n", shown.Output);
        Assert.Matches("host +localhost\n", shown.Output);
        Assert.Matches("\nshop +postgres", server.Logos("connections", "list").Output);
        Assert.DoesNotContain("s3cr3t-value", shown.All + server.Logos("connections", "list", "--json").All + server.Logs, StringComparison.Ordinal);
        Good("shop is deleted\n", server.Logos("connections", "delete", "shop"));
    }

    [Fact]
    public async Task A_schedule_is_made_paused_resumed_asked_and_deleted()
    {
        await using var server = await RunningServer.StartAsync();
        server.Folder.Write("g.yaml", "name: g\ninputs:\n  code: { type: string, default: x }\nnodes:\n  a:\n    type: rule\n    with:\n      output: 1\n");
        server.Logos("submit", "g.yaml");

        var made = server.Logos("schedules", "create", "nightly", "--graph", "g", "--cron", "0 2 * * *", "--time-zone", "Europe/Berlin", "-i", "code=007", "--json");

        Assert.True(made.Code == 0, made.All);
        using var json = JsonDocument.Parse(made.Output);
        var id = json.RootElement.GetProperty("id").GetString()!;
        Assert.Equal("007", json.RootElement.GetProperty("inputs").GetProperty("code").GetString());
        Assert.Matches("nightly +g +0 2", server.Logos("schedules", "list").Output);
        Good($"{id} is paused\n", server.Logos("schedules", "pause", id));
        Assert.Matches("enabled +false\n", server.Logos("schedules", "show", id).Output);
        Good($"{id} goes on\n", server.Logos("schedules", "resume", id));
        // By its name, as long as one alone has it.
        Assert.Equal(server.Logos("schedules", "show", id).Output, server.Logos("schedules", "show", "nightly").Output);
        server.Logos("schedules", "create", "nightly", "--graph", "g", "--cron", "0 3 * * *", "--paused");
        Assert.Contains("2 schedules are called `nightly`", server.Logos("schedules", "delete", "nightly").Error, StringComparison.Ordinal);
        Assert.Equal(3, server.Logos("schedules", "next", id, "--count", "3").Output.TrimEnd('\n').Split('\n').Length);
        var filled = server.Logos("schedules", "backfill", id, "--from", "2026-01-01T00:00:00Z", "--until", "2026-01-03T00:00:00Z");
        Assert.True(filled.Code == 0, filled.All);
        Assert.Equal(2, filled.Output.TrimEnd('\n').Split('\n').Length);
        Good($"{id} is deleted\n", server.Logos("schedules", "delete", id));
        Assert.Equal(64, server.Logos("schedules", "create", "x", "--graph", "g").Code);
    }

    private static void Good(string output, CliRun run)
    {
        Assert.True(run.Code == 0, $"{run.Code}: {run.All}");
        Assert.Equal(output, run.Output);
    }
}
