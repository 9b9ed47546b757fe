using System.Text;
using Logos.Core.Graphs.Importing;
using Logos.Core.Graphs.Reading;
using Logos.Core.Graphs.Writing;

namespace Logos.Core.Tests.Graphs.Importing;

/// <summary>The address of a database may hold a password: of it the database's name is kept, and nothing else.</summary>
public sealed class ForeignAddressTests
{
    [Theory]
    [InlineData("mysql://root:hunter2@db.example/shop", "mysql", "shop")]
    [InlineData("mysql://root:hunter2@db.example:3306/shop?ssl=1", "mysql", "shop")]
    [InlineData("mariadb://root:h@hunter2@db.example/shop", "mysql", "shop")]
    [InlineData("postgresql+asyncpg://root:hunter2@db/shop", "postgres", "shop")]
    [InlineData("jdbc:mysql://db/shop?user=root&password=hunter2", "mysql", "shop")]
    [InlineData("postgres://db.example", "postgres", "user_a")]
    [InlineData("postgres://root:x/hunter2@db/shop", "postgres", "user_a")]
    [InlineData("postgres://root:x?hunter2@db/shop", "postgres", "user_a")]
    [InlineData("postgres://root:x#hunter2@db/shop", "postgres", "user_a")]
    [InlineData("postgres://root:x/y?hunter2@db/shop", "postgres", "user_a")]
    [InlineData("postgres://db/shop?user=root&password=p@x/hunter2", "postgres", "user_a")]
    [InlineData("Server=db;User Id=root;Password=hunter2", "postgres", "user_a")]
    [InlineData("Server=db;User Id=root;Password=hunter2;Database=shop", "postgres", "shop")]
    [InlineData("Server=db;Initial Catalog = shop ;Password=hunter2", "postgres", "shop")]
    [InlineData("Server=db;Password='x;Database=hunter2'", "postgres", "user_a")]
    [InlineData("host=db user=root password=hunter2 dbname=shop", "postgres", "shop")]
    [InlineData("root:hunter2@tcp(db:3306)/shop", "postgres", "user_a")]
    [InlineData("${SHOP_URL}", "postgres", "shop")]
    [InlineData("my shop", "postgres", "my_shop")]
    public void Only_the_name_of_the_database_is_kept(string address, string type, string connection)
    {
        foreach (var field in new[] { "database", "connection", "connection_string" })
        {
            var result = Import(field, address);

            Assert.Empty(result.Faults);
            var yaml = GraphWriter.ToYaml(result.Graph!);
            Assert.Contains($"type: {type}", yaml, StringComparison.Ordinal);
            Assert.Contains($"connection: {connection},", yaml, StringComparison.Ordinal);
            Assert.DoesNotContain("hunter2", yaml + string.Join('\n', result.Notes), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("redis://:hunter2@cache:6379/0", "redis")]
    [InlineData("mongodb+srv://root:hunter2@a.example/shop", "mongodb")]
    public void A_database_of_another_kind_is_refused_without_its_address(string address, string kind)
    {
        foreach (var field in new[] { "database", "connection", "db_type" })
        {
            var result = Import(field, address);

            Assert.Null(result.Graph);
            Assert.StartsWith($"`user-a` is a query for {kind}, which cannot be carried over", Assert.Single(result.Faults).Message, StringComparison.Ordinal);
            Assert.DoesNotContain("hunter2", result.Faults[0].ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_connection_that_a_caller_names_is_no_address_either()
    {
        var options = new ImportOptions("one") { Connection = "mysql://root:hunter2@db.example/shop" };
        var result = GraphImporter.Import("nodes: { a: { type: DBNode, query: select 1 } }"u8, GraphFormat.Yaml, options);

        Assert.Contains("connection: shop", GraphWriter.ToYaml(result.Graph!), StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", string.Join('\n', result.Notes), StringComparison.Ordinal);
    }

    private static ImportResult Import(string field, string address) => GraphImporter.Import(
        Encoding.UTF8.GetBytes($$"""nodes: { user-a: { type: DBNode, query: "select 1", {{field}}: "{{address}}" } }"""), GraphFormat.Yaml, new("one"));
}
