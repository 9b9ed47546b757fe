using Logos.Adapters.Postgres;
using Npgsql;

namespace Logos.Adapters.Tests.Postgres;

public sealed class PostgresAddressTests
{
    [Fact]
    public void An_address_says_everything_that_a_connection_string_does()
    {
        var settings = new NpgsqlConnectionStringBuilder(PostgresAddress.ToConnectionString("postgres://ada%40x:p%2Fw@db.example.org:5433/logos%20one?sslmode=verify-full&application_name=gateway"));
        Assert.Equal(
            ("db.example.org", 5433, "logos one", "ada@x", "p/w", SslMode.VerifyFull, "gateway"),
            (settings.Host, settings.Port, settings.Database, settings.Username, settings.Password, settings.SslMode, settings.ApplicationName));
    }

    [Fact]
    public void What_is_left_out_is_as_usual()
    {
        var settings = new NpgsqlConnectionStringBuilder(PostgresAddress.ToConnectionString("postgresql://localhost"));
        Assert.Equal(("localhost", 5432, null, null), (settings.Host, settings.Port, settings.Database, settings.Username));
    }

    [Fact]
    public void A_connection_string_stays_one() =>
        Assert.Equal("db", new NpgsqlConnectionStringBuilder(PostgresAddress.ToConnectionString("Host=db;Username=u")).Host);

    [Theory]
    [InlineData("")]
    [InlineData("postgres://")]
    [InlineData("nonsense")]
    [InlineData("postgres://h/db?no_such=1")]
    public void Anything_else_is_refused(string text) => Assert.ThrowsAny<ArgumentException>(() => PostgresAddress.ToConnectionString(text));
}
