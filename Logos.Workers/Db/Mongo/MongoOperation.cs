using System.Text.Json;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Graphs.Templates;
using Logos.Core.Work;
using Logos.Rules.Values;
using Logos.Workers.Db.Mongo.Bson;
using Logos.Workers.Db.Mongo.Wire;
using Logos.Workers.Faults;
using Logos.Workers.Running;
using static Logos.Workers.Db.Mongo.MongoBinding;

namespace Logos.Workers.Db.Mongo;

/// <summary>What a node asks of the server.</summary>
/// <param name="Name">As the graph calls it.</param>
/// <param name="Command">As the server takes it.</param>
/// <param name="Writes">It may change something.</param>
internal sealed record MongoOperation(string Name, string Collection, ValueMap Command, bool Writes)
{
    private static readonly ValueMap Majority = ValueMap.From([new("w", "majority")]);

    /// <summary>What is inserted, each with an id.</summary>
    public IReadOnlyList<byte[]>? Documents { get; private init; }

    public ValueList Ids { get; private init; } = ValueList.Empty;

    /// <summary>The texts and numbers that values brought.</summary>
    public IReadOnlyList<string> Given { get; private init; } = [];

    /// <exception cref="FailureException">A value would be read as more than one, or has no form in BSON.</exception>
    public static MongoOperation Of(NodeContext context, AnswerLimit limit)
    {
        try
        {
            var operation = new Reading(context).Build(limit.MaxRows);
            // Now, where what is wrong with it is the node's own.
            if (BsonWriter.Document(operation.Command).Length > 16 * 1024 * 1024)
                throw new BsonException("a command is larger than 16 MiB");
            if (operation.Documents?.Sum(document => (long)document.Length) > MongoMessage.MaxBytes - 64 * 1024)
                throw new BsonException($"the documents come to more than {MongoMessage.MaxBytes - 64 * 1024} bytes: insert them in parts");
            return operation;
        }
        catch (BsonException e)
        {
            throw FailureException.Permanent(WorkersCodes.BadBinding, $"what `{context.With["operation"].AsString()}` is given has no form in MongoDB: {e.Message}");
        }
    }

    /// <exception cref="FailureException">It may do something else than read.</exception>
    public void CheckReading()
    {
        if (Writes)
            throw FailureException.Permanent(WorkersCodes.ReadOnly, $"the connection only reads, and `{Name}`{(Name == "aggregate" ? " with `$out` or `$merge`" : "")} writes");
    }

    /// <exception cref="FailureException">The server would not take it.</exception>
    public void CheckSize(MongoSession session)
    {
        if (Documents?.Count > session.MaxDocuments)
            throw FailureException.Permanent(WorkersCodes.BadBinding, $"the server takes at most {session.MaxDocuments} documents at once: insert them in parts");
        if (Documents?.Any(document => document.Length > session.MaxDocument) == true)
            throw FailureException.Permanent(WorkersCodes.BadBinding, $"a document is larger than the {session.MaxDocument} bytes that the server keeps of one");
    }

    private sealed class Reading(NodeContext context)
    {
        private readonly MongoBinding _binding = new();
        private readonly ValueMap.Builder _command = new();
        private readonly string _operation = context.With["operation"].AsString();

        public MongoOperation Build(long maxRows)
        {
            foreach (var needed in MongoCheck.Needs(_operation).Where(needed => context.With[needed].IsNull))
                throw FailureException.Permanent(WorkersCodes.BadInput, $"`{_operation}` needs `{needed}`");
            var takes = MongoCheck.Takes(_operation);
            foreach (var (name, value) in context.With.AsMap())
            {
                if (!value.IsNull && name is not ("connection" or "collection" or "operation") && !takes.Contains(name))
                    throw FailureException.Permanent(WorkersCodes.BadInput, $"`{_operation}` takes no `{name}`");
            }

            var collection = context.With["collection"].AsString();
            if (collection.AsSpan().ContainsAny('$', '\0'))
                throw FailureException.Permanent(WorkersCodes.BadBinding, "`collection` is no name that a collection can have");
            _command.Set(_operation switch
            {
                "find" or "find_one" => "find",
                "aggregate" or "count" => "aggregate",
                var writing => writing[..writing.IndexOf('_', StringComparison.Ordinal)],
            }, collection);
            var writes = false;
            var documents = default(List<byte[]>);
            var ids = ValueList.Empty;
            switch (_operation)
            {
                case "find" or "find_one":
                    Find(maxRows);
                    break;
                case "count":
                    Count();
                    break;
                case "aggregate":
                    writes = Aggregate();
                    break;
                case "insert_one" or "insert_many":
                    (documents, ids) = Insert();
                    writes = true;
                    break;
                case "update_one" or "update_many":
                    Update();
                    writes = true;
                    break;
                default:
                    _command.Set("deletes", One(("q", Bound("filter", Place.Query)), ("limit", _operation == "delete_one" ? 1 : 0)));
                    writes = true;
                    break;
            }

            if (writes)
                _command.Set("writeConcern", Majority);
            return new(_operation, collection, _command.Build(), writes) { Documents = documents, Ids = ids, Given = _binding.Given };
        }

        private void Find(long maxRows)
        {
            _command.Set("filter", Bound("filter", Place.Query));
            if (!context.With["projection"].IsNull)
                _command.Set("projection", Bound("projection", Place.Projection));
            Sort();
            Take("skip");
            var most = context.With["limit"].TryGetInt64(out var limit) ? Math.Min(limit, maxRows + 1) : maxRows + 1;
            _command.Set("limit", _operation == "find_one" ? 1 : most);
            if (_operation == "find_one")
                _command.Set("singleBatch", true);
        }

        private void Sort()
        {
            if (context.With["sort"] is not { IsList: true } fields)
                return;
            var sort = new ValueMap.Builder();
            foreach (var field in fields.AsList())
            {
                if (!sort.Set(field["field"].AsString(), field["order"] == Value.From("desc") ? -1 : 1))
                    throw FailureException.Permanent(WorkersCodes.BadBinding, $"`sort` names `{field["field"].AsString()}` twice");
            }

            _command.Set("sort", sort.Build());
        }

        private void Count()
        {
            var stages = new List<Value> { Stage("$match", Bound("filter", Place.Query)) };
            foreach (var name in new[] { "skip", "limit" })
            {
                if (!context.With[name].IsNull)
                    stages.Add(Stage("$" + name, context.With[name]));
            }

            stages.Add(Stage("$group", ValueMap.From([new("_id", 1), new("n", Stage("$sum", 1))])));
            _command.Set("pipeline", ValueList.From(stages));
            _command.Set("cursor", ValueMap.Empty);
        }

        /// <returns>Whether it writes what it finds.</returns>
        private bool Aggregate()
        {
            var stages = context.With["pipeline"].AsList();
            var templates = (context.Definition["pipeline"] as Template.List)?.Items;
            var bound = new List<Value>(stages.Count);
            for (var i = 0; i < stages.Count; i++)
                bound.Add(stages[i].IsString ? Written(stages[i].AsString(), templates?[i], i) : _binding.Bind(templates?[i], stages[i], Place.Expression, $"pipeline[{i}]"));
            _command.Set("pipeline", ValueList.From(bound));
            _command.Set("cursor", ValueMap.Empty);
            return bound.Any(MongoCheck.Writes);
        }

        // JSON that came from a value would be a stage of anybody's.
        private static Value Written(string json, Template? template, int number)
        {
            if (template is not Template.Literal)
                throw FailureException.Permanent(WorkersCodes.BadBinding, $"`pipeline[{number}]` is JSON text with a value in it: write the stage as a map, in which values are bound");
            try
            {
                return ValueJson.Parse(json) is { IsMap: true } stage ? stage : throw new JsonException("it is no map");
            }
            catch (JsonException e)
            {
                throw FailureException.Permanent(WorkersCodes.BadBinding, $"`pipeline[{number}]` is no stage in JSON: {e.Message}");
            }
        }

        private (List<byte[]> Documents, ValueList Ids) Insert()
        {
            var name = _operation == "insert_one" ? "document" : "documents";
            var given = context.With[name] is { IsList: true } list ? list.AsList() : ValueList.Of(context.With[name]);
            var templates = (context.Definition[name] as Template.List)?.Items;
            var documents = new List<byte[]>(given.Count);
            var ids = new List<Value>(given.Count);
            for (var i = 0; i < given.Count; i++)
            {
                var (template, path) = name == "document" ? (context.Definition[name], name) : (templates?[i], $"{name}[{i}]");
                var document = _binding.Bind(template, given[i], Place.Document, path).AsMap();
                if (!document.TryGet("_id", out var id))
                    document = ValueMap.From([new("_id", id = ObjectIds.Next(context.Now)), .. document]);
                documents.Add(BsonWriter.Document(document));
                ids.Add(id);
            }

            _command.Set("ordered", true);
            return (documents, ValueList.From(ids));
        }

        private void Update()
        {
            var update = Bound("update", Place.Query).AsMap();
            if (update.Count == 0)
                throw FailureException.Permanent(WorkersCodes.BadInput, "`update` is empty: say what to change");
            foreach (var name in update.Names)
            {
                if (!name.StartsWith('$'))
                    throw FailureException.Permanent(WorkersCodes.BadBinding, $"`update.{name}` is no operator: write `update: {{ $set: {{ {name}: … }} }}`");
            }

            _command.Set("updates", One(("q", Bound("filter", Place.Query)), ("u", update), ("multi", _operation == "update_many"), ("upsert", context.With["upsert"] == Value.True)));
        }

        private Value Bound(string name, Place place) =>
            context.With[name] is { IsNull: false } given ? _binding.Bind(context.Definition[name], given, place, name) : ValueMap.Empty;

        private void Take(string name)
        {
            if (!context.With[name].IsNull)
                _command.Set(name, context.With[name]);
        }

        private static ValueList One(params (string Name, Value Value)[] members) =>
            ValueList.Of(ValueMap.From(members.Select(member => KeyValuePair.Create(member.Name, member.Value))));

        private static ValueMap Stage(string name, Value value) => ValueMap.From([new(name, value)]);
    }
}
