using System.Text.Json;
using Logos.Cli.Tests.Running;
using Logos.Servers;

namespace Logos.Cli.Tests.Databases;

public sealed class DatabaseTests
{
    [Fact]
    [Trait("Needs", "postgres")]
    public async Task A_database_is_brought_up_to_date_and_says_so()
    {
        await using var server = new PostgresServer("fsync=off");
        await server.StartAsync();
        var address = $"postgres://postgres@127.0.0.1:{server.Port}/postgres";
        var before = new InProcess().Run("db", "status", "--postgres", address);
        Assert.Equal(1, before.Code);
        Assert.Contains("0001 first", before.Output, StringComparison.Ordinal);

        var migrated = new InProcess().Run("db", "migrate", "--postgres", address, "--json");
        Assert.Equal((0, ""), (migrated.Code, migrated.Error));
        using var json = JsonDocument.Parse(migrated.Output);
        Assert.Equal("0001 first", json.RootElement.GetProperty("migrated")[0].GetString());

        Assert.Equal((0, "The database is up to date.\n"), Short(new InProcess().Run("db", "migrate", "--postgres", address)));
        Assert.Equal((0, "The database is up to date.\n"), Short(new InProcess().Run("db", "status", "--postgres", server.ConnectionString())));

        var wrong = new InProcess().Run("db", "status", "--postgres", $"postgres://postgres:secret@127.0.0.1:{server.Port}/nowhere");
        Assert.Equal(1, wrong.Code);
        Assert.Contains("LGS4031", wrong.Error, StringComparison.Ordinal);
        Assert.Contains("nowhere", wrong.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", wrong.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_server_that_is_away_is_told()
    {
        var away = new InProcess().Run("db", "status", "--postgres", $"postgres://a:secret@127.0.0.1:{FreePorts.TakeOne()}/logos");
        Assert.Equal(1, away.Code);
        Assert.Contains("LGS4030", away.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", away.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Who_wants_to_wait_waits_so_long_and_is_told_then()
    {
        var began = TimeProvider.System.GetTimestamp();
        var away = new InProcess().Run("db", "migrate", "--wait", "1s", "--postgres", $"postgres://a:secret@127.0.0.1:{FreePorts.TakeOne()}/logos");
        Assert.Equal(1, away.Code);
        Assert.Contains("LGS4030", away.Error, StringComparison.Ordinal);
        Assert.True(TimeProvider.System.GetElapsedTime(began) >= TimeSpan.FromSeconds(1));

        var wrong = new InProcess().Run("db", "migrate", "--wait", "long", "--postgres", "postgres://a@127.0.0.1/logos");
        Assert.Equal(2, wrong.Code);
        Assert.Contains("--wait is a duration such as 30s or 2m, and not `long`", wrong.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no such thing: secret")]
    [InlineData("postgres://u:secret@h:port/db")]
    public void An_address_that_cannot_be_read_is_not_repeated(string address)
    {
        var unreadable = new InProcess().Run("db", "migrate", "--postgres", address);
        Assert.Equal(2, unreadable.Code);
        Assert.Contains("LGS4033", unreadable.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", unreadable.Error, StringComparison.Ordinal);
    }

    private static (int Code, string Output) Short(CliRun run) => (run.Code, run.Output);
}
