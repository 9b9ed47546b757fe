using Logos.Core.Executions;
using Logos.Core.Work;
using Logos.Rules.Values;

namespace Logos.Workers.Tests.Db.Mongo;

/// <summary>What each operation does and yields.</summary>
public sealed class MongoOperationTests
{
    private const string Id = "65b9f0c7a1b2c3d4e5f60718";

    private static readonly string[] Orders =
    [
        """{"_id":1,"status":"open","total":12.5,"customer":{"name":"Ann"},"tags":["new","paid"]}""",
        """{"_id":2,"status":"open","total":{"$numberDecimal":"99.90"},"customer":{"name":"Bob"}}""",
        """{"_id":3,"status":"sent","total":9007199254740993,"at":{"$date":"2026-01-31T07:59:00.5Z"}}""",
    ];

    [Theory]
    [InlineData("operation: find\nfilter: { status: open }\nprojection: { total: 1 }", """[{"_id":1,"total":12.5},{"_id":2,"total":99.9}]""")]
    [InlineData("operation: find\nprojection: { _id: 1 }\nsort: [{ field: status, order: desc }, { field: total }]", """[{"_id":3},{"_id":1},{"_id":2}]""")]
    [InlineData("operation: find\nprojection: { _id: 1 }\nsort: [{ field: total, order: desc }]\nskip: 1\nlimit: 1", """[{"_id":2}]""")]
    [InlineData("operation: find\nfilter: { customer.name: Bob, tags: { $exists: false } }\nprojection: { customer: 1, _id: 0 }", """[{"customer":{"name":"Bob"}}]""")]
    [InlineData("operation: find\nfilter: { total: { $gte: 99.90 } }\nprojection: { _id: 1 }", """[{"_id":2},{"_id":3}]""")]
    [InlineData("operation: find\nfilter: { at: { $date: \"2026-01-31T07:59:00.500Z\" } }", """[{"_id":3,"status":"sent","total":9007199254740993,"at":{"$date":"2026-01-31T07:59:00.500Z"}}]""")]
    [InlineData("operation: find_one\nfilter: { tags: paid }\nprojection: { status: 1 }", """{"_id":1,"status":"open"}""")]
    [InlineData("operation: find_one\nfilter: { _id: 9 }", "null")]
    [InlineData("operation: count", "3")]
    [InlineData("operation: count\nfilter: { status: open }", "2")]
    [InlineData("operation: count\nskip: 1\nlimit: 5", "2")]
    [InlineData("operation: count\nfilter: { status: lost }", "0")]
    [InlineData("operation: aggregate\npipeline: [{ $match: { status: open } }, '{\"$group\": {\"_id\": \"$status\", \"n\": {\"$sum\": 1}}}']", """[{"_id":"open","n":2}]""")]
    [InlineData("operation: aggregate\npipeline: [{ $match: { _id: 3 } }, { $out: sent }]", "[]")]
    [InlineData("operation: update_one\nfilter: { status: open }\nupdate: { $set: { status: paid } }", """{"inserted":0,"matched":1,"modified":1,"deleted":0,"ids":[]}""")]
    [InlineData("operation: update_many\nfilter: { status: open }\nupdate: { $set: { status: open }, $inc: { n: 2 } }", """{"inserted":0,"matched":2,"modified":2,"deleted":0,"ids":[]}""")]
    [InlineData("operation: update_many\nfilter: { status: open }\nupdate: { $set: { status: open } }", """{"inserted":0,"matched":2,"modified":0,"deleted":0,"ids":[]}""")]
    [InlineData("operation: update_one\nfilter: { _id: 7 }\nupdate: { $set: { a: 1 } }", """{"inserted":0,"matched":0,"modified":0,"deleted":0,"ids":[]}""")]
    [InlineData("operation: update_one\nfilter: { _id: 7 }\nupdate: { $set: { a: 1 } }\nupsert: true", """{"inserted":1,"matched":0,"modified":0,"deleted":0,"ids":[7]}""")]
    [InlineData("operation: delete_one\nfilter: { status: open }", """{"inserted":0,"matched":0,"modified":0,"deleted":1,"ids":[]}""")]
    [InlineData("operation: delete_many\nfilter: {}", """{"inserted":0,"matched":0,"modified":0,"deleted":3,"ids":[]}""")]
    [InlineData("operation: insert_one\ndocument: { _id: x, a: 1 }", """{"inserted":1,"matched":0,"modified":0,"deleted":0,"ids":["x"]}""")]
    [InlineData("operation: insert_many\ndocuments: [{ _id: { $oid: 65b9f0c7a1b2c3d4e5f60718 } }, { _id: 8 }]", """{"inserted":2,"matched":0,"modified":0,"deleted":0,"ids":[{"$oid":"65b9f0c7a1b2c3d4e5f60718"},8]}""")]
    public async Task An_operation_does_what_it_says(string with, string output)
    {
        await using var bench = new MongoBench();
        bench.Server.Store.Put("shop.orders", Orders);
        Assert.Equal(output, (await bench.YieldsAsync(with)).ToJson());
    }

    [Fact]
    public async Task Nothing_is_inserted_without_asking_the_server()
    {
        await using var bench = new MongoBench();
        Assert.Equal("""{"inserted":0,"matched":0,"modified":0,"deleted":0,"ids":[]}""", (await bench.YieldsAsync("operation: insert_many\ndocuments: \"${{ inputs.x }}\"", """{"inputs":{"x":[]}}""")).ToJson());
        Assert.Equal(0, bench.Server.Connections);
        Assert.Empty(bench.Server.Heard);
    }

    [Fact]
    public async Task A_document_without_an_id_gets_one()
    {
        await using var bench = new MongoBench();
        var output = await bench.YieldsAsync("operation: insert_many\ndocuments: [{ a: 1 }, { a: 2 }]");
        Assert.Equal(2, output["ids"].AsList().Select(id => id["$oid"].AsString()).Distinct().Count());
        Assert.All(output["ids"].AsList(), id => Assert.StartsWith("697db644", id["$oid"].AsString(), StringComparison.Ordinal));
        Assert.Equal([$$"""{"_id":{{output["ids"][0].ToJson()}},"a":1}""", $$"""{"_id":{{output["ids"][1].ToJson()}},"a":2}"""], bench.Server.Store.Of("shop.orders"));
    }

    [Theory]
    [InlineData("\"5 > 4 $x\"")]
    [InlineData("\"$salary\"")]
    [InlineData("9007199254740993")]
    [InlineData("0.1")]
    [InlineData("1234567890.0123456789")]
    [InlineData("[1,[\"$a\"],null]")]
    [InlineData("{\"a\":{\"b\":[true]}}")]
    [InlineData("{\"$oid\":\"65b9f0c7a1b2c3d4e5f60718\"}")]
    [InlineData("{\"$numberDecimal\":\"1234567890123456789012345678901234\"}")]
    [InlineData("{\"$binary\":{\"base64\":\"AP8=\",\"subType\":\"04\"}}")]
    [InlineData("{\"$regularExpression\":{\"pattern\":\"a\",\"options\":\"i\"}}")]
    [InlineData("{\"$ref\":\"orders\",\"$id\":7}")]
    public async Task A_value_is_kept_and_comes_back_as_it_was(string value)
    {
        await using var bench = new MongoBench();
        await bench.YieldsAsync("operation: insert_one\ndocument: { _id: 1, v: \"${{ inputs.x }}\" }", $"{{\"inputs\":{{\"x\":{value}}}}}");
        Assert.Equal(value, (await bench.YieldsAsync("operation: find_one\nfilter: { _id: 1 }"))["v"].ToJson());
    }

    [Fact]
    public async Task An_answer_of_many_batches_comes_whole()
    {
        await using var bench = new MongoBench();
        bench.Server.Store.Put("shop.orders", [.. Enumerable.Range(0, 2_500).Select(i => $$"""{"_id":{{i}}}""")]);
        var found = await bench.YieldsAsync("operation: find");
        Assert.Equal(Enumerable.Range(0, 2_500).Select(i => (long)i), found.AsList().Select(each => (long)each["_id"].AsDecimal()));
        Assert.Equal(3, bench.Server.Heard.Count(command => command.Names[0] == "getMore"));
        Assert.Equal(2_500, (await bench.YieldsAsync("operation: aggregate\npipeline: []")).AsList().Count);
        Assert.Equal(0, bench.Server.Cursors.Count);
    }

    [Theory]
    [InlineData("operation: find\nmax_rows: 200", "more than 200 rows")]
    [InlineData("operation: find\nmax_rows: 5", "more than 5 rows")]
    [InlineData("operation: aggregate\npipeline: []\nmax_rows: 200", "more than 200 rows")]
    [InlineData("operation: find\nmax_bytes: 30000", "larger than 30000 bytes")]
    [InlineData("operation: find\nmax_bytes: 1000", "larger than 1000 bytes")]
    [InlineData("operation: aggregate\npipeline: []\nmax_bytes: 150000", "larger than 150000 bytes")]
    public async Task An_answer_that_is_too_large_is_not_taken_and_leaves_no_cursor(string with, string why)
    {
        await using var bench = new MongoBench();
        bench.Server.Store.Put("shop.orders", [.. Enumerable.Range(0, 500).Select(i => $$"""{"_id":{{i}},"text":"{{new string('x', 1_000)}}"}""")]);
        var failure = await bench.FailsAsync(with);
        Assert.Equal(("LGS5067", FailureKind.Permanent), (failure.Code, failure.Kind));
        Assert.Contains(why, failure.Message, StringComparison.Ordinal);
        await MongoBench.UntilAsync(() => bench.Server.Cursors.Count == 0);
    }

    [Fact]
    public async Task A_limit_of_the_answer_asks_for_no_more_than_shows_that_it_is_passed()
    {
        await using var bench = new MongoBench();
        bench.Server.Store.Put("shop.orders", Orders);
        await bench.YieldsAsync("operation: find\nmax_rows: 7");
        Assert.Equal("""{"$numberInt":"8"}""", bench.Heard("find")["limit"].ToJson());
        await bench.YieldsAsync("operation: find\nmax_rows: 7\nlimit: 3");
        Assert.Equal("""{"$numberInt":"3"}""", bench.Heard("find")["limit"].ToJson());
    }

    [Fact]
    public async Task A_write_is_on_most_members_before_it_ends()
    {
        await using var bench = new MongoBench();
        foreach (var (with, command) in new[] { ("insert_one\ndocument: { a: 1 }", "insert"), ("update_one\nfilter: {}\nupdate: { $set: { b: 1 } }", "update"), ("aggregate\npipeline: [{ $out: b }]", "aggregate"), ("delete_one\nfilter: {}", "delete") })
        {
            await bench.YieldsAsync($"operation: {with}");
            Assert.Equal("majority", bench.Heard(command)["writeConcern"]["w"].AsString());
            Assert.Equal("""{"$numberInt":"61000"}""", bench.Heard(command)["maxTimeMS"].ToJson());
        }
    }

    [Theory]
    [InlineData("insert_one\ndocument: { a: 1 }")]
    [InlineData("insert_many\ndocuments: [{ a: 1 }]")]
    [InlineData("update_one\nfilter: {}\nupdate: { $set: { a: 1 } }")]
    [InlineData("update_many\nfilter: {}\nupdate: { $set: { a: 1 } }\nupsert: true")]
    [InlineData("delete_one\nfilter: {}")]
    [InlineData("delete_many\nfilter: {}")]
    [InlineData("aggregate\npipeline: [{ $out: other }]")]
    [InlineData("aggregate\npipeline: [{ $match: {} }, { $merge: { into: other } }]")]
    [InlineData("aggregate\npipeline: ['{\"\\u0024out\": \"other\"}']")]
    [InlineData("aggregate\npipeline: [{ $facet: { a: [{ $out: other }] } }]")]
    public async Task A_connection_that_only_reads_writes_nothing(string with)
    {
        await using var bench = new MongoBench();
        bench.Connect("reading", ("read_only", "true"));
        var failure = await bench.FailsAsync($"operation: {with}", connection: "reading");
        Assert.Equal(("LGS5068", FailureKind.Permanent), (failure.Code, failure.Kind));
        Assert.Empty(bench.Server.Heard);
        Assert.Equal("[]", (await bench.YieldsAsync("operation: find", connection: "reading")).ToJson());
        Assert.Equal("[]", (await bench.YieldsAsync("operation: aggregate\npipeline: [{ $match: {} }]", connection: "reading")).ToJson());
    }

    [Fact]
    public async Task A_connection_is_used_again_and_given_back_at_the_end()
    {
        var bench = new MongoBench();
        bench.Connect("shop", ("pool_size", "1"));
        for (var i = 0; i < 3; i++)
            await bench.YieldsAsync("operation: count");
        var session = Assert.Single(bench.Server.Heard.Select(command => command["lsid"].ToJson()).Distinct());
        Assert.Equal(1, bench.Server.Connections);
        await bench.DisposeAsync();
        Assert.Equal(session, bench.Heard("endSessions")["endSessions"][0].ToJson());
    }

    [Fact]
    public async Task What_is_recorded_of_the_input_is_what_was_given()
    {
        await using var bench = new MongoBench();
        var step = (await bench.Worker.RunAsync(MongoBench.Node($"operation: find\nfilter: {{ _id: {{ $oid: {Id} }} }}")))[0];
        Assert.IsType<Outcome.Succeeded>(step.Outcome);
        Assert.Equal(Value.From(Id), step.Input!.Read()["filter"]["_id"]["$oid"]);
    }
}
