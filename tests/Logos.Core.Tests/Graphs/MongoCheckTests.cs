using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Graphs.Planning;

namespace Logos.Core.Tests.Graphs;

/// <summary>What an operation of MongoDB takes, needs and changes.</summary>
public sealed class MongoCheckTests
{
    [Theory]
    [InlineData("find, filter: { a: { $gt: '${{ inputs.x }}' } }, projection: { b: 1 }, sort: [{ field: a }], limit: 1, skip: 1, max_rows: 5, max_bytes: 5", "")]
    [InlineData("delete_many, filter: {}, limit: 10", "LGS2114 `delete_many` takes no `limit`: what it takes: filter, connection, collection, operation")]
    [InlineData("delete_many, limit: 10", "LGS2103 `delete_many` needs `filter`: write `filter: {}` when every document is meant; LGS2114 `delete_many` takes no `limit`: what it takes: filter, connection, collection, operation")]
    [InlineData("find_one, filter: { a: '${{ inputs.x }}' }, limit: ", "")]
    [InlineData("insert_one, documents: [{}]", "LGS2103 `insert_one` needs `document`: docs/nodes.md shows an example of `mongo`; LGS2114 `insert_one` takes no `documents`: what it takes: document, connection, collection, operation")]
    [InlineData("update_one, filter: {}, update: { status: paid }", "LGS2102 `status` is no operator: write `update: { $set: { status: … } }`")]
    [InlineData("aggregate, pipeline: '${{ inputs.x }}'", "LGS2209 `pipeline` is fixed with the definition, so that no template may stand in its place: write the stages, with templates where values belong")]
    [InlineData("aggregate, pipeline: ['${{ inputs.x }}']", "LGS2209 a stage is fixed with the definition, so that no template may stand in its place: write it, with templates where values belong")]
    [InlineData("aggregate, pipeline: ['{\"$match\": {\"a\": \"${{ inputs.x }}\"}}']", "LGS2209 `pipeline` is fixed with the definition, so that no template may stand in it: as JSON text, where the order of its keys matters")]
    [InlineData("aggregate, pipeline: ['{\"$sort\": {\"b\": 1, \"a\": 1}}', { $match: { a: '${{ inputs.x }}' } }]", "")]
    [InlineData("aggregate, pipeline: ['$match']", "LGS2113 this text is no stage in JSON: write it such as '{\"$sort\": {\"a\": 1, \"b\": -1}}'")]
    public void An_operation_takes_what_is_its_own(string with, string told) =>
        Assert.Equal(told, string.Join("; ", Loading.Yaml(Graph(with)).Faults.Select(fault => $"{fault.Code} {fault.Message}{(fault.Hint is null ? "" : ": ")}{fault.Hint}")));

    [Theory]
    [InlineData("find", false)]
    [InlineData("count", false)]
    [InlineData("insert_one, document: {}", true)]
    [InlineData("delete_many, filter: {}", true)]
    [InlineData("'${{ inputs.x }}'", true)]
    [InlineData("aggregate, pipeline: []", false)]
    [InlineData("aggregate, pipeline: [{ $match: { a: '${{ inputs.x }}' } }, '{\"$limit\": 1}']", false)]
    [InlineData("aggregate, pipeline: [{ $out: b }]", true)]
    [InlineData("aggregate, pipeline: [{ $merge: { into: '${{ inputs.x }}' } }]", true)]
    [InlineData("aggregate, pipeline: ['{\"\\u0024merge\": {\"into\": \"b\"}}']", true)]
    [InlineData("aggregate, pipeline: [{ $facet: { a: [{ $out: b }] } }]", true)]
    public void What_writes_has_an_effect(string with, bool hasEffect) =>
        Assert.Equal(hasEffect, GraphPlan.Build(Loading.Yaml(Graph(with)).Graph!, NodeTypeRegistry.BuiltIn).Nodes[0].HasEffect);

    private static string Graph(string with) => $$"""
        name: one
        inputs:
          x: { type: any }
        nodes:
          a:
            type: mongo
            timeout: 10s
            with: { connection: shop, collection: orders, operation: {{with}} }
        """;
}
