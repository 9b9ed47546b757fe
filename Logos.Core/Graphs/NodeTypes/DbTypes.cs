using Logos.Core.Graphs.Sql;
using Logos.Core.Graphs.Templates;
using static Logos.Core.Graphs.NodeTypes.Shape;

namespace Logos.Core.Graphs.NodeTypes;

internal static class DbTypes
{
    private static readonly string[] ReadingQueries = ["select", "show", "explain", "values", "table", "describe"];

    private static readonly HashSet<string> ReadingCommands = new(StringComparer.OrdinalIgnoreCase)
    {
        "get", "mget", "exists", "ttl", "pttl", "type", "strlen", "getrange", "hget", "hmget", "hgetall", "hkeys", "hvals", "hlen", "hexists",
        "lrange", "llen", "lindex", "smembers", "sismember", "scard", "zrange", "zscore", "zcard", "zrank", "zcount", "keys", "scan", "ping", "echo",
    };

    private static readonly Schema Query = Formatted(SchemaFormat.Text, "the statement; values are bound as @name and never spliced in") with { MinLength = 1, IsFixed = true };

    private static readonly Schema Parameters = Map("the values of @name");

    private static readonly Schema Command = Filled("the command, such as GET or HSET") with { Pattern = "^[A-Za-z][A-Za-z0-9_.]*$" };

    private static readonly Schema Arguments = List("its arguments, the key first", Either("an argument", Scalar("text, a number, or true or false"), Object("bytes", Needs("base64", Text("bytes that are no text, in Base64")))));

    private static readonly Schema MaxBytes = Integer("how many bytes the answer may have; more is a failure", 1, 64 * 1024 * 1024, 16 * 1024 * 1024);

    private static readonly Schema Connection = Name("the name of a connection: a word such as `oms`, whose address is kept by the server");

    public static IReadOnlyList<NodeType> All { get; } =
    [
        Sql("postgres", "Runs SQL on PostgreSQL: one statement, or several in one transaction."),
        Sql("mysql", "Runs SQL on MySQL or MariaDB: one statement, or several in one transaction."),
        new("redis", Pool.Db, Object(
            "one command, or several",
            Needs("connection", Connection),
            Takes("command", Command),
            Takes("args", Arguments),
            Takes("commands", List("instead of `command`: several, one after another with nobody else's in between (MULTI and EXEC)", Object("one command", Needs("command", Command), Takes("args", Arguments))) with { MinItems = 1 }),
            Takes("max_bytes", MaxBytes)))
        {
            Description = "Runs one command on Redis, or several that nobody else's come between.",
            Output = "the command's answer: text, a number, true or false, a list, a map (for HGETALL) or null; of `commands` the list of answers",
            DefaultTimeout = TimeSpan.FromSeconds(5),
            Effect = true,
            EffectOf = with => with["commands"] is Template.List list ? list.Items.Any(item => !IsReading(item as Template.Map)) : !IsReading(with),
            Check = RedisCheck.Check,
            Example = """
                price:
                  type: redis
                  with:
                    connection: prices
                    command: HGET
                    args: [prices, "${{ inputs.product_id }}"]
                """,
        },
        new("mongo", Pool.Db, Object(
            "one operation on one collection",
            Needs("connection", Connection),
            Needs("collection", Filled("the collection")),
            Needs("operation", Choice("what to do", null, "find", "find_one", "aggregate", "count", "insert_one", "insert_many", "update_one", "update_many", "delete_one", "delete_many")),
            Takes("filter", Map("which documents")),
            Takes("projection", Map("which of their fields")),
            Takes("sort", List("by which fields, the most important first", Object("one field", Needs("field", Filled("its name")), Takes("order", Choice("which end first", "asc", "asc", "desc"))))),
            Takes("limit", Integer("how many documents at most", 1)),
            Takes("skip", Integer("how many to leave out", 0)),
            Takes("pipeline", List("the stages of `aggregate`", Either("a stage", Map("as a map, with templates where values belong"), Filled("as JSON text, where the order of its keys matters") with { IsFixed = true }))),
            Takes("document", Map("what `insert_one` inserts")),
            Takes("documents", List("what `insert_many` inserts", Map("one document"))),
            Takes("update", Map("what `update_one` and `update_many` do, with operators such as `$set`")),
            Takes("upsert", Flag("insert when nothing matches")),
            Takes("max_rows", Integer("how many documents it may yield; more is a failure", 1, 1_000_000, 10_000)),
            Takes("max_bytes", MaxBytes)))
        {
            Description = "Runs one operation on MongoDB (experimental).",
            Output = "`find` and `aggregate`: the list of documents; `find_one`: the document or null; `count`: a number; the writing ones: `{inserted, matched, modified, deleted, ids}`, the ids of what was inserted",
            Effect = true,
            EffectOf = MongoCheck.HasEffect,
            Check = MongoCheck.Check,
            Example = """
                open_orders:
                  type: mongo
                  with:
                    connection: shop
                    collection: orders
                    operation: find
                    filter: { status: open, customer: "${{ inputs.customer }}" }
                    sort: [{ field: placed_at, order: desc }]
                    limit: 20
                """,
        },
    ];

    private static NodeType Sql(string name, string description) => new(name, Pool.Db, Object(
        "one statement, or several",
        Needs("connection", Connection),
        Takes("query", Query),
        Takes("params", Parameters),
        Takes("result", Result("what the node yields")),
        Takes("statements", List("instead of `query`: several, in one transaction", Object("one statement", Needs("query", Query), Takes("params", Parameters), Takes("result", Result("what it yields")))) with { MinItems = 1 }),
        Takes("max_rows", Integer("how many rows a statement may yield; more is a failure", 1, 1_000_000, 10_000)),
        Takes("max_bytes", MaxBytes)))
    {
        Description = description,
        Output = "`rows`: the list of rows; `first`: the first row or null; `scalar`: its first column; `affected`: how many rows were changed. Of `statements` the list of what each yields",
        Effect = true,
        EffectOf = with => with["statements"] is Template.List list ? list.Items.Any(item => !IsReadingSql(item as Template.Map, name)) : !IsReadingSql(with, name),
        Check = check => SqlCheck.Check(check, mysql: name == "mysql"),
        Example = $$$"""
            demand:
              type: {{{name}}}
              with:
                connection: oms
                query: select avg_daily_demand, trend from oms_history where product_id = @product_id
                params: { product_id: "${{ inputs.product_id }}" }
                result: first
            """,
    };

    private static Schema Result(string description) => Choice(description, "rows", "first", "rows", "scalar", "affected");

    private static bool IsReading(Template.Map? with) => IsOneOf(with?["command"], ReadingCommands.Contains);

    private static bool IsReadingSql(Template.Map? with, string type) => IsOneOf(with?["query"], query => IsReading(query, mysql: type == "mysql"));

    private static bool IsReading(string query, bool mysql)
    {
        var statement = SqlPieces.Statement(query, mysql);
        foreach (var word in ReadingQueries)
        {
            if (statement.StartsWith(word, StringComparison.OrdinalIgnoreCase) && (statement.Length == word.Length || !char.IsLetterOrDigit(statement[word.Length])))
                return true;
        }

        return false;
    }

    private static bool IsOneOf(Template? template, Func<string, bool> reading) =>
        template is Template.Literal { Value: { IsString: true } text } && reading(text.AsString());

    private static Schema Scalar(string description) =>
        new() { Types = [SchemaType.String, SchemaType.Number, SchemaType.Boolean], Description = description };
}
