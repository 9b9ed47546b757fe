using Logos.Core.Work;

namespace Logos.Workers.Tests.Db.Mongo;

/// <summary>A value is a value: what it holds is no operator, no field's path and no code.</summary>
public sealed class MongoBindingTests
{
    private static readonly string[] Users = ["""{"_id":1,"name":"ann","password":"p1","salary":5}""", """{"_id":2,"name":"bob","password":"$salary","salary":7}"""];

    [Theory]
    [InlineData("find\nfilter: { password: \"${{ inputs.x }}\" }", """{"$gt":""}""", "$gt")]
    [InlineData("find_one\nfilter: { password: { $in: [\"${{ inputs.x }}\"] } }", """{"$ne":1}""", "$ne")]
    [InlineData("find\nfilter: { $or: \"${{ inputs.x }}\" }", """[{"a":{"$exists":false}}]""", "$exists")]
    [InlineData("find\nfilter: \"${{ inputs.x }}\"", """{"$where":"1"}""", "$where")]
    [InlineData("count\nfilter: { a: { b: \"${{ inputs.x }}\" } }", """{"c":{"$regex":"."}}""", "$regex")]
    [InlineData("find\nfilter: { name: \"${{ inputs.x }}\" }", """{"$regularExpression":{"pattern":".*","options":""}}""", "regular expression")]
    [InlineData("delete_many\nfilter: { _id: \"${{ inputs.x }}\" }", """{"$gte":0}""", "$gte")]
    [InlineData("update_one\nfilter: {}\nupdate: { $set: \"${{ inputs.x }}\" }", """{"a":{"$inc":1}}""", "$inc")]
    [InlineData("update_one\nfilter: {}\nupdate: \"${{ inputs.x }}\"", """{"$set":{"role":"admin"}}""", "$set")]
    [InlineData("insert_one\ndocument: { a: \"${{ inputs.x }}\" }", """{"$where":1}""", "$where")]
    [InlineData("find\nprojection: \"${{ inputs.x }}\"", """{"a":{"$function":{}}}""", "$function")]
    [InlineData("aggregate\npipeline: [{ $match: { name: \"${{ inputs.x }}\" } }]", """{"$ne":null}""", "$ne")]
    [InlineData("aggregate\npipeline: [{ $addFields: { a: \"${{ inputs.x }}\" } }]", """{"$literal":1}""", "$literal")]
    [InlineData("find\nfilter: { a: \"${{ inputs.x }}\" }", """{"$oid":"65b9f0c7a1b2c3d4e5f60718","$gt":""}""", "$oid")]
    public async Task An_operator_never_comes_from_a_value(string with, string value, string named)
    {
        await using var bench = new MongoBench();
        bench.Server.Store.Put("shop.orders", Users);
        var failure = await bench.FailsAsync($"operation: {with}", $"{{\"inputs\":{{\"x\":{value}}}}}");
        Assert.Equal(("LGS5066", FailureKind.Permanent), (failure.Code, failure.Kind));
        Assert.Contains(named, failure.Message, StringComparison.Ordinal);
        Assert.Empty(bench.Server.Heard);
    }

    [Theory]
    [InlineData("find\nfilter: { password: \"${{ inputs.x }}\" }\nprojection: { _id: 1 }", "\"$salary\"", """[{"_id":2}]""")]
    [InlineData("find\nfilter: { $expr: { $eq: [$password, \"${{ inputs.x }}\"] } }\nprojection: { _id: 1 }", "\"$salary\"", """[{"_id":2}]""")]
    [InlineData("find\nfilter: { _id: 1 }\nprojection: { _id: 0, told: \"${{ inputs.x }}\" }", "\"$salary\"", """[{"told":"$salary"}]""")]
    [InlineData("aggregate\npipeline: [{ $match: { password: \"${{ inputs.x }}\" } }, { $project: { _id: 0, name: 1, query: \"${{ inputs.x }}\" } }]", "\"$salary\"", """[{"name":"bob","query":"$salary"}]""")]
    [InlineData("aggregate\npipeline: [{ $match: { _id: 1 } }, { $project: { _id: 0, told: \"${{ inputs.x }}\", own: $salary } }]", "[\"$$ROOT\"]", """[{"told":["$$ROOT"],"own":5}]""")]
    [InlineData("aggregate\npipeline: [{ $match: { _id: 1 } }, { $project: { _id: 0, told: { $literal: \"${{ inputs.x }}\" } } }]", "\"$salary\"", """[{"told":"$salary"}]""")]
    [InlineData("aggregate\npipeline: [{ $match: { _id: 1 } }, { $project: { _id: 0, told: \"${{ inputs.x }} $name\" } }]", "\"$salary\"", """[{"told":"$salary $name"}]""")]
    [InlineData("find\nfilter: { _id: 1 }\nprojection: { _id: 0, told: \"${{ inputs.x }}\" }", "false", """[{"told":false}]""")]
    [InlineData("find\nfilter: { _id: 1 }\nprojection: { _id: 0, name: \"${{ inputs.x }}\" }", "1", """[{"name":1}]""")]
    [InlineData("find\nfilter: { _id: 1 }\nprojection: { _id: 0, name: 1, told: { deep: \"${{ inputs.x }}\" } }", "0", """[{"name":"ann","told":{"deep":0}}]""")]
    [InlineData("find\nfilter: { _id: 1 }\nprojection: { _id: 0, told: \"${{ inputs.x }}\" }", "{\"salary\":0}", """[{"told":{"salary":0}}]""")]
    [InlineData("find\nfilter: { _id: 1 }\nprojection: \"${{ inputs.x }}\"", "{\"_id\":0,\"name\":1,\"told\":\"$salary\"}", """[{"name":"ann","told":"$salary"}]""")]
    [InlineData("aggregate\npipeline: [{ $match: { _id: 1 } }, { $project: { _id: 0, told: \"${{ inputs.x }}\" } }]", "false", """[{"told":false}]""")]
    [InlineData("aggregate\npipeline: [{ $match: { _id: 1 } }, { $project: { _id: 0, told: { $eq: [\"${{ inputs.x }}\", $salary] } } }]", "5", """[{"told":true}]""")]
    [InlineData("find\nfilter: { _id: { $gt: \"${{ inputs.x }}\" } }\nprojection: { _id: 1 }", "1", """[{"_id":2}]""")]
    [InlineData("find\nfilter: \"${{ inputs.x }}\"\nprojection: { _id: 1 }", "{\"name\":\"ann\",\"salary\":5}", """[{"_id":1}]""")]
    [InlineData("find\nfilter: { _id: { $numberLong: \"${{ inputs.x }}\" } }\nprojection: { _id: 1 }", "\"2\"", """[{"_id":2}]""")]
    [InlineData("find\nfilter: { name: { $regex: \"${{ inputs.x }}\" } }\nprojection: { _id: 1 }", "\"^b\"", """[{"_id":2}]""")]
    public async Task A_value_is_bound_where_it_stands(string with, string value, string output)
    {
        await using var bench = new MongoBench();
        bench.Server.Store.Put("shop.orders", Users);
        Assert.Equal(output, (await bench.YieldsAsync($"operation: {with}", $"{{\"inputs\":{{\"x\":{value}}}}}")).ToJson());
    }

    [Theory]
    [InlineData("find\nfilter: { $where: \"this.a == '${{ inputs.x }}'\" }", "is code")]
    [InlineData("find\nfilter: { $where: \"${{ inputs.x }}\" }", "is code")]
    [InlineData("aggregate\npipeline: [{ $addFields: { a: { $function: { body: \"${{ inputs.x }}\", args: [], lang: js } } } }]", "is code")]
    [InlineData("aggregate\npipeline: [{ $project: { a: \"$b.${{ inputs.x }}\" } }]", "puts the path of a field together")]
    [InlineData("find\nfilter: { _id: { $oid: \"${{ inputs.x }}\" } }", "24 hex digits")]
    [InlineData("update_one\nfilter: {}\nupdate: \"${{ inputs.y }}\"", "`update.role` is no operator")]
    [InlineData("find\nsort: [{ field: a }, { field: a }]", "twice")]
    public async Task What_would_be_something_else_is_refused(string with, string why)
    {
        await using var bench = new MongoBench();
        var failure = await bench.FailsAsync($"operation: {with}", """{"inputs":{"x":"';while(1);'","y":{"role":"admin"}}}""");
        Assert.Equal(("LGS5066", FailureKind.Permanent), (failure.Code, failure.Kind));
        Assert.Contains(why, failure.Message, StringComparison.Ordinal);
        Assert.Empty(bench.Server.Heard);
    }

    [Fact]
    public async Task Arguments_of_code_are_values()
    {
        await using var bench = new MongoBench();
        await bench.FailsAsync("operation: aggregate\npipeline: [{ $set: { a: { $function: { body: \"function(a) { return a }\", args: [\"${{ inputs.x }}\", $b], lang: js } } } }, { $nothing: 1 }]", """{"inputs":{"x":"$salary"}}""");
        Assert.Equal("""[{"$literal":"$salary"},"$b"]""", bench.Heard("aggregate")["pipeline"][0]["$set"]["a"]["$function"]["args"].ToJson());
    }

    [Fact]
    public async Task What_an_operator_of_a_projection_takes_is_handed_to_it()
    {
        await using var bench = new MongoBench();
        await bench.YieldsAsync("operation: find\nprojection: { a: { $slice: \"${{ inputs.x }}\" }, b: { $elemMatch: { c: { $gt: \"${{ inputs.x }}\" }, d: \"${{ inputs.y }}\" } }, e: [\"${{ inputs.x }}\"], f: { $literal: \"${{ inputs.y }}\" } }", """{"inputs":{"x":5,"y":"$salary"}}""");
        Assert.Equal(
            """{"a":{"$slice":{"$numberInt":"5"}},"b":{"$elemMatch":{"c":{"$gt":{"$numberInt":"5"}},"d":"$salary"}},"e":[{"$numberInt":"5"}],"f":{"$literal":"$salary"}}""",
            bench.Heard("find")["projection"].ToJson());
    }

    [Theory]
    [InlineData("delete_many", "limit", "10")]
    [InlineData("find_one", "limit", "10")]
    [InlineData("insert_one", "filter", "{}")]
    [InlineData("count", "pipeline", "[]")]
    public async Task A_setting_that_an_operation_does_not_take_is_refused_also_when_the_operation_is_a_value(string operation, string name, string json)
    {
        await using var bench = new MongoBench();
        var failure = await bench.FailsAsync($"operation: \"${{{{ inputs.x }}}}\"\n{(name == "filter" ? "" : "filter: {}\n")}document: \"${{{{ inputs.y }}}}\"\n{name}: {json}", $$$"""{"inputs":{"x":"{{{operation}}}","y":{{{(operation == "insert_one" ? "{}" : "null")}}}}}""");
        Assert.Equal("LGS5005", failure.Code);
        Assert.Contains("takes no", failure.Message, StringComparison.Ordinal);
    }
}
