using System.Text.Json;
using Logos.Cli.Tests.Running;

namespace Logos.Cli.Tests.Graphs;

public sealed class ImportTests : IDisposable
{
    private const string Foreign = """
        {
          "nodes": {
            "stock": { "node_type": "DBNode", "query": "SELECT qty FROM stock WHERE id = $1", "params": ["product_id"] },
            "enough": { "node_type": "RuleNode", "condition": "qty > 10" }
          },
          "edges": [ { "from": "stock", "to": "enough" } ]
        }
        """;

    private readonly TempFolder _folder = new();

    public ImportTests() => _folder.Write("old-stock.json", Foreign);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_graph_is_printed_and_what_was_decided_is_noted_beside_it()
    {
        var run = Import("old-stock.json", "--connection", "stock_db");

        Assert.Equal(0, run.Code);
        Assert.StartsWith("name: old-stock\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("connection: stock_db", run.Output, StringComparison.Ordinal);
        Assert.StartsWith("note old-stock.json:3: `stock` names no database", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("name: one\nnodes:\n  a:\n    type: rule\n    with:\n      output: 1\n")]
    [InlineData("name: one\ninputs: {x: {type: string}}\nnodes:\n  a: {type: postgres, timeout: 5s}\n  b: {type: loop}\n")]
    public void A_graph_of_Logos_needs_none_and_is_told_so(string graph)
    {
        _folder.Write("mine.yaml", graph);

        var run = Import("mine.yaml");

        Assert.Equal((2, ""), (run.Code, run.Output));
        Assert.StartsWith("error LGS2401 mine.yaml:1:1: this already is a graph of Logos, and needs no import\n", run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.Split("error "), part => part.StartsWith("LGS", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("new.yaml", "name: old-stock\n")]
    [InlineData("new.json", "{\n")]
    public void What_is_written_is_a_graph_that_validates(string file, string beginning)
    {
        var run = Import("old-stock.json", "-o", file);

        Assert.Equal((0, $"wrote {file}: 2 nodes\n"), (run.Code, run.Output));
        Assert.StartsWith(beginning, _folder.Read(file), StringComparison.Ordinal);
        Assert.Equal(0, InProcess.In(_folder, "validate", file).Code);
        Assert.Equal(["new" + Path.GetExtension(file), "old-stock.json"], _folder.Names());
    }

    [Fact]
    public void A_file_that_exists_is_left_alone_without_force()
    {
        _folder.Write("new.yaml", "mine");

        Assert.Equal(2, Import("old-stock.json", "-o", "new.yaml").Code);
        Assert.Equal("mine", _folder.Read("new.yaml"));
        Assert.Equal(0, Import("old-stock.json", "-o", "new.yaml", "--force", "--name", "stock").Code);
        Assert.StartsWith("name: stock\n", _folder.Read("new.yaml"), StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_carried_over_is_named_and_nothing_is_written()
    {
        _folder.Write("odd.json", """{"nodes": {"a": {"node_type": "QuantumNode"}}, "edges": []}""");

        var run = Import("odd.json", "-o", "new.yaml");

        Assert.Equal((2, ""), (run.Code, run.Output));
        Assert.Contains("QuantumNode", run.Error, StringComparison.Ordinal);
        Assert.Equal(["odd.json", "old-stock.json"], _folder.Names());
    }

    [Fact]
    public void A_machine_gets_graph_warnings_and_notes()
    {
        using var json = JsonDocument.Parse(Import("old-stock.json", "--json").Output);

        Assert.Equal("old-stock", json.RootElement.GetProperty("graph").GetProperty("name").GetString());
        Assert.Equal(3, json.RootElement.GetProperty("notes")[0].GetProperty("line").GetInt32());
        Assert.Equal(JsonValueKind.Array, json.RootElement.GetProperty("warnings").ValueKind);
    }

    [Fact]
    public void A_pipe_may_be_imported_into_a_pipe()
    {
        var run = InProcess.WithInput(Foreign).Run("import", "-");

        Assert.StartsWith("name: imported\n", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nodes:\n  user-a: { type: DBNode, query: select 1, database: 'mysql://root:hunter2@db.example/shop' }\n", 0)]
    [InlineData("nodes:\n  user-a: { type: DBNode, query: select 1, connection: Server=db;User Id=root;Password=hunter2 }\n", 0)]
    [InlineData("nodes:\n  user-a: { type: DBNode, query: select $1, params: [], database: \"mysql://root:hunter2@db.example/shop\", odd: 1 }\n", 2)]
    [InlineData("nodes:\n  user-a: { type: DBNode, db_type: 'redis://:hunter2@db.example/0' }\n", 2)]
    [InlineData("nodes:\n  user-a:\n    type: DBNode\n    dsn: root:hunter2@tcp(db:3306)/shop\n", 2)]
    [InlineData("nodes:\n  user-a:\n    type: DBNode\n    url: Server=db;Password=hunter2\n", 2)]
    [InlineData("nodes:\n  user-a: { type: DBNode, database: 'mysql://root:hunter2@db.example/shop' }}\n", 2)]
    [InlineData("{\"nodes\": {\"user-a\": {\"type\": \"DBNode\", \"connection\": \"Server=db;Password=\\\"x hunter2\\\"\",, }}}", 2)]
    public void The_password_in_an_address_is_in_no_output(string foreign, int code)
    {
        foreach (var arguments in new[] { [], ["--json"], new[] { "-o", "new.yaml", "--force" } })
        {
            _folder.Write("shop.yaml", foreign);

            var run = Import(["shop.yaml", .. arguments]);

            Assert.Equal(code, run.Code);
            Assert.NotEmpty(run.Output + run.Error);
            Assert.DoesNotContain("hunter2", run.Output + run.Error, StringComparison.Ordinal);
            if (code == 0 && arguments.Length > 1)
                Assert.DoesNotContain("hunter2", _folder.Read("new.yaml"), StringComparison.Ordinal);
        }
    }

    private CliRun Import(params string[] arguments) => InProcess.In(_folder, ["import", .. arguments]);
}
