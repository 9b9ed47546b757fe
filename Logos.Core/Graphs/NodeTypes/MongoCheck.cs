using System.Text.Json;
using Logos.Core.Faults;
using Logos.Core.Graphs.Templates;
using Logos.Rules.Values;

namespace Logos.Core.Graphs.NodeTypes;

/// <summary>Holds a <c>mongo</c> node against what its operation takes.</summary>
internal static class MongoCheck
{
    private static readonly string[] Always = ["connection", "collection", "operation"];

    private static readonly string[] Everywhere = ["filter", "projection", "sort", "limit", "skip", "pipeline", "document", "documents", "update", "upsert", "max_rows", "max_bytes"];

    private static readonly HashSet<string> Writing = new(StringComparer.Ordinal) { "$out", "$merge" };

    /// <summary>What an operation takes beside what all take; what is not among it would be passed over, the `limit` of a `delete_many` for one.</summary>
    public static IReadOnlyList<string> Takes(string operation) => operation switch
    {
        "find" => ["filter", "projection", "sort", "limit", "skip", "max_rows", "max_bytes"],
        "find_one" => ["filter", "projection", "sort", "skip", "max_bytes"],
        "aggregate" => ["pipeline", "max_rows", "max_bytes"],
        "count" => ["filter", "limit", "skip"],
        "insert_one" => ["document"],
        "insert_many" => ["documents"],
        "update_one" or "update_many" => ["filter", "update", "upsert"],
        "delete_one" or "delete_many" => ["filter"],
        // Another fault says that there is no such one.
        _ => Everywhere,
    };

    /// <summary>The fields of an operation without which it is none.</summary>
    public static IReadOnlyList<string> Needs(string operation) => operation switch
    {
        "find" or "find_one" or "count" => [],
        "update_one" or "update_many" => ["update", "filter"],
        _ => [Takes(operation)[0]],
    };

    /// <returns>Whether a stage writes what reaches it into a collection.</returns>
    public static bool Writes(Value stage) => stage.Kind switch
    {
        ValueKind.Map => stage.AsMap().Any(member => Writing.Contains(member.Key) || Writes(member.Value)),
        ValueKind.List => stage.AsList().Any(Writes),
        _ => false,
    };

    /// <returns>Whether something outside may be changed.</returns>
    public static bool HasEffect(Template.Map with) => (with["operation"] as Template.Literal)?.Value.ToText() switch
    {
        "find" or "find_one" or "count" => false,
        "aggregate" => with["pipeline"] is not Template.List stages || stages.Items.Any(HasEffect),
        _ => true,
    };

    public static void Check(TypeCheck check)
    {
        if (check.Text("operation") is not { } operation)
            return;
        foreach (var name in Needs(operation).Where(name => IsNothing(check.With[name])))
            check.Report(CoreCodes.MissingField, $"`{operation}` needs `{name}`", name == "filter" ? "write `filter: {}` when every document is meant" : null);
        var takes = Takes(operation);
        foreach (var entry in check.With.Entries.Where(entry => Everywhere.Contains(entry.Name) && !takes.Contains(entry.Name) && !IsNothing(entry.Value)))
            check.Report(entry.Value, CoreCodes.FieldConflict, $"`{operation}` takes no `{entry.Name}`", $"what it takes: {string.Join(", ", takes.Concat(Always))}");
        if (operation == "aggregate")
            CheckStages(check);
        if (check.With["update"] is not Template.Map update)
            return;
        foreach (var entry in update.Entries.Where(entry => !entry.Name.StartsWith('$')))
            check.Report(entry.Value, CoreCodes.UnknownField, $"`{entry.Name}` is no operator", $"write `update: {{ $set: {{ {entry.Name}: … }} }}`");
    }

    private static void CheckStages(TypeCheck check)
    {
        var pipeline = check.With["pipeline"];
        if (pipeline is Template.Whole)
            check.Report(pipeline, CoreCodes.TemplateNotHere, "`pipeline` is fixed with the definition, so that no template may stand in its place", "write the stages, with templates where values belong");
        foreach (var stage in pipeline is Template.List list ? list.Items : [])
        {
            if (stage is Template.Whole)
                check.Report(stage, CoreCodes.TemplateNotHere, "a stage is fixed with the definition, so that no template may stand in its place", "write it, with templates where values belong");
            else if (stage is Template.Literal { Value: { IsString: true } text } && Parse(text.AsString()) is not { IsMap: true })
                check.Report(stage, CoreCodes.BadFormat, "this text is no stage in JSON", """write it such as '{"$sort": {"a": 1, "b": -1}}'""");
        }
    }

    private static bool HasEffect(Template stage) => stage switch
    {
        Template.Literal { Value: { IsString: true } text } => Parse(text.AsString()) is not { } parsed || Writes(parsed),
        Template.Map => HasWriting(stage),
        _ => true,
    };

    // What templates yield is bound, and can be no stage.
    private static bool HasWriting(Template template) => template switch
    {
        Template.Map map => map.Entries.Any(entry => Writing.Contains(entry.Name) || HasWriting(entry.Value)),
        Template.List list => list.Items.Any(HasWriting),
        _ => false,
    };

    private static Value? Parse(string json)
    {
        try
        {
            return ValueJson.Parse(json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool IsNothing(Template? template) => template is null or Template.Literal { Value.IsNull: true };
}
