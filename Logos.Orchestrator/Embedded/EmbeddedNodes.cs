using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Graphs.Planning;
using Logos.Workers.Db;
using Logos.Workers.Db.Mongo;
using Logos.Workers.Db.MySql;
using Logos.Workers.Db.Postgres;
using Logos.Workers.Db.Redis;
using Logos.Workers.Io.Http;
using Logos.Workers.Io.Outbound;
using Logos.Workers.Rule;
using Logos.Workers.Running;

namespace Logos.Orchestrator.Embedded;

/// <summary>The node types that run within the process.</summary>
public static class EmbeddedNodes
{
    private static readonly string[] Handled = ["rule", "grl", "assert", "http", "postgres", "mysql", "redis", "mongo"];

    /// <summary>The pools that workers are started for.</summary>
    internal static readonly IReadOnlyList<Pool> Pools = [Pool.Db, Pool.Ai, Pool.Rule, Pool.Io, Pool.File];

    /// <returns>The types of a graph, those that undo among them, that an engine with the types of Logos alone cannot run; each with the first node that uses it.</returns>
    public static IReadOnlyList<(string Type, PlanNode Node)> Missing(GraphPlan plan) => Missing(plan, Handled.Contains);

    internal static IReadOnlyList<(string Type, PlanNode Node)> Missing(GraphPlan plan, Func<string, bool> isHandled)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return [.. plan.Nodes
            .SelectMany(node => node.Definition.Compensate is { } undo ? [(node.Type.Name, Node: node), (undo.Type, Node: node)] : new[] { (node.Type.Name, Node: node) })
            .Where(use => !isHandled(use.Item1) && NodeTypeRegistry.BuiltIn.Find(use.Item1)?.Pool != Pool.Orchestrator)
            .DistinctBy(use => use.Item1)];
    }

    internal static NodeHandlers Handlers(OutboundClient client, Databases databases, TimeProvider clock, IReadOnlyList<NodeRegistration> more) => new(Handled.Select(name => new NodeRegistration(NodeTypeRegistry.BuiltIn.Find(name)!, name switch
    {
        "rule" => new RuleHandler(),
        "grl" => new GrlHandler(),
        "assert" => new AssertHandler(),
        "postgres" => new PostgresHandler(databases),
        "mysql" => new MySqlHandler(databases),
        "redis" => new RedisHandler(databases),
        "mongo" => new MongoHandler(databases),
        _ => new HttpHandler(client, clock),
    })).Concat(more));
}
