namespace Logos.Gateway.OpenApi;

/// <summary>The parameters of queries: they mean the same wherever they stand.</summary>
internal static class QueryTales
{
    public static string Of(string name) => name switch
    {
        "limit" => "How many at most, 50 if it is not said.",
        "after" => "The `next` of the page before.",
        "version" => "A version of the graph; the current one if it is not said.",
        "format" => "Another format: `yaml` for a graph, `mermaid` for a plan.",
        "wait" => "Waits so long for the end, up to `5m`, and answers 200 with the results when they come in time.",
        "execution_id" => "An execution of the graph; the latest if it is not said.",
        "graph" => "Of this graph, by its name or its id.",
        "status" => "In this status: `pending`, `running`, `completed`, `failed`, `cancelled` or `timed_out`.",
        "tag" => "With this tag, `key:value`.",
        "from" => "At this time or later; of an execution, when it was created.",
        "until" => "Before this time.",
        "roots" => "`true` leaves out what other executions started.",
        "count" => "How many.",
        "action" => "Only this: all of it, such as `secret.set`, or `secret` for all that is done to secrets.",
        "by" => "Only what callers of this name did.",
        "target" => "Only what was done to this.",
        "children" => "`true` tells of what the execution starts as well.",
        "last_event_id" => "The last event that the reader has, where it cannot send the header `Last-Event-ID`.",
        _ => "",
    };
}
