namespace Logos.Core.Graphs.Importing;

/// <summary>What the dialect's node types are called, and which fields they have.</summary>
internal static class ForeignTypes
{
    private static readonly string[] CommonFields = ["id", "type", "node_type", "config", "description", "dependencies", "depends_on", "timeout", "inputs"];

    private static readonly Dictionary<string, ForeignType> ByName = new(StringComparer.OrdinalIgnoreCase)
    {
        ["RuleNode"] = ForeignType.Rule,
        ["DBNode"] = ForeignType.Db,
        ["DatabaseNode"] = ForeignType.Db,
        ["AINode"] = ForeignType.Ai,
        ["LLMNode"] = ForeignType.Ai,
        // The dialect itself reads it as an AINode.
        ["APINode"] = ForeignType.Ai,
        ["GrpcNode"] = ForeignType.Grpc,
        ["SubgraphNode"] = ForeignType.Subgraph,
        ["ConditionalNode"] = ForeignType.Conditional,
        ["ConditionNode"] = ForeignType.Conditional,
        ["LoopNode"] = ForeignType.Loop,
        ["TryCatchNode"] = ForeignType.TryCatch,
        ["RetryNode"] = ForeignType.Retry,
        ["CircuitBreakerNode"] = ForeignType.CircuitBreaker,
    };

    private static readonly Dictionary<ForeignType, string[]> OwnFields = new()
    {
        [ForeignType.Rule] = ["condition", "field_mappings", "rule_content", "rules", "grl"],
        [ForeignType.Db] = ["query", "params", "database", "connection", "connection_string", "db_type"],
        [ForeignType.Ai] = ["prompt", "user_prompt", "system_prompt", "provider", "model", "temperature", "max_tokens"],
        [ForeignType.Grpc] = ["query", "service_url", "method"],
        [ForeignType.Subgraph] = ["subgraph_file", "graph", "graph_def", "input_mapping", "output_mapping"],
        [ForeignType.Conditional] = ["condition", "true_branch", "false_branch"],
        [ForeignType.Loop] = ["condition", "max_iterations", "body_node_id", "body_node", "body", "collection_key", "collection"],
        [ForeignType.TryCatch] = ["try_node_id", "catch_node_id", "finally_node_id", "try_node", "catch_node", "finally_node"],
        [ForeignType.Retry] = ["target_node_id", "target_node", "max_retries", "initial_delay_ms", "backoff_multiplier"],
        [ForeignType.CircuitBreaker] = ["target_node_id", "target_node", "failure_threshold", "success_threshold", "timeout_ms"],
    };

    public static IEnumerable<string> Names => ByName.Keys;

    public static ForeignType? Find(string name) =>
        ByName.TryGetValue(name, out var type) || ByName.TryGetValue(name + "Node", out type) ? type : null;

    public static IEnumerable<string> Fields(ForeignType type) => CommonFields.Concat(OwnFields[type]);

    /// <summary>Some node takes it, so that a writer of whole records may have put it anywhere.</summary>
    public static bool IsField(string name) => OwnFields.Values.Any(fields => fields.Contains(name));
}
