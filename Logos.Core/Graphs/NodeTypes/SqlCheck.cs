using Logos.Core.Faults;
using Logos.Core.Graphs.Reading;
using Logos.Core.Graphs.Sql;
using Logos.Core.Graphs.Templates;
using Logos.Rules.Faults;

namespace Logos.Core.Graphs.NodeTypes;

/// <summary>Holds the <c>@names</c> of a query against its <c>params</c>, both ways; and a list of statements against what one takes.</summary>
internal static class SqlCheck
{
    public static void Check(TypeCheck check, bool mysql)
    {
        var statements = check.With["statements"];
        if (IsNothing(statements))
        {
            if (IsNothing(check.With["query"]))
                check.Report(CoreCodes.MissingField, "`query` is missing", "write the statement, or several under `statements`");
            Check(check, check.With, mysql);
            return;
        }

        foreach (var name in new[] { "query", "params", "result" })
        {
            if (!IsNothing(check.With[name]))
                check.Report(check.With[name], CoreCodes.FieldConflict, $"`{name}` and `statements` exclude each other", "each of `statements` has its own");
        }

        // What is read could be anybody's SQL.
        if (statements is Template.Whole)
            check.Report(statements, CoreCodes.TemplateNotHere, "`statements` is fixed with the definition, so that no template may stand in its place", "write the statements, with templates under `params`");
        foreach (var item in statements is Template.List list ? list.Items : [])
        {
            if (item is Template.Whole)
                check.Report(item, CoreCodes.TemplateNotHere, "a statement is fixed with the definition, so that no template may stand in its place", "write it, with templates under `params`");
            else if (item is Template.Map map)
                Check(check, map, mysql);
        }
    }

    private static bool IsNothing(Template? template) => template is null or Template.Literal { Value.IsNull: true };

    private static void Check(TypeCheck check, Template.Map with, bool mysql)
    {
        // A query that is still a file's name has been reported, and is no query; params that are read are not known.
        if (with["query"] is not Template.Literal { Value: { IsString: true } text } || text.AsString() is not { } query || query.StartsWith(FileInliner.Prefix, StringComparison.Ordinal))
            return;
        var entries = with["params"] switch
        {
            null or Template.Literal { Value.IsNull: true } => [],
            Template.Map map => map.Entries,
            _ => null,
        };
        if (SqlRefusals.Of(query, mysql) is { } refused)
            check.Report(with["query"], CoreCodes.NotForNodes, $"`{refused}` is no statement for a node", "what a node runs is one transaction of its own: several statements stand under `statements`");
        foreach (var (start, end) in SqlPlaceholders.Of(query, mysql))
            Foreign(check, with, query[start..end], start, mysql);
        if (entries is null)
            return;
        var names = entries.Select(entry => entry.Name).ToHashSet(StringComparer.Ordinal);
        var parameters = SqlParameters.Of(query, mysql).ToList();
        var used = parameters.Select(parameter => parameter.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var missing in parameters.Where(parameter => !parameter.MayBeOperator && !names.Contains(parameter.Name)).DistinctBy(parameter => parameter.Name))
            Missing(check, with, missing, names, used, mysql);
        foreach (var unused in entries.Where(entry => !used.Contains(entry.Name) && !used.Contains(Bare(entry.Name))))
            Unused(check, unused, used);
    }

    // `?` may be an operator of PostgreSQL even where it does not look like one.
    private static void Foreign(TypeCheck check, Template.Map with, string shown, int start, bool mysql)
    {
        var fault = new Fault(CoreCodes.UnboundParameter, $"nothing is bound to `{shown}`: a query binds only `@name`")
        {
            Hint = "write `@name` there, and its value as `name` under `params`",
            Length = shown.Length,
            Severity = shown[0] == '?' && !mysql ? Severity.Warning : Severity.Error,
        };
        Report(check, with, fault, start);
    }

    private static void Report(TypeCheck check, Template.Map with, Fault fault, int start) =>
        check.Report(with["query"]!.Source is SourceNode.Scalar scalar ? Formula.Fault(scalar, 0, fault, start) : fault);

    private static void Missing(TypeCheck check, Template.Map with, SqlParameter parameter, HashSet<string> names, HashSet<string> used, bool mysql)
    {
        var near = names.FirstOrDefault(name => Bare(name) == parameter.Name) is { } marked
            ? $"write `{parameter.Name}` instead of `{marked}` under `params`: the mark belongs to the query"
            : Suggestion.DidYouMean(parameter.Name, names.Where(name => !used.Contains(name)));
        // MySQL keeps variables of its own: `set @x = 5`, `call total(@out)`.
        var isVariable = mysql && near is null;
        var fault = new Fault(CoreCodes.UnboundParameter, $"the query binds `@{parameter.Name}`, and `params` has no `{parameter.Name}`")
        {
            Hint = near ?? (isVariable ? $"add `{parameter.Name}` to `params`, unless it is a variable of MySQL, which ends with the statement's connection" : $"add `{parameter.Name}` to `params`"),
            Length = parameter.Name.Length + 1,
            Severity = isVariable ? Severity.Warning : Severity.Error,
        };
        Report(check, with, fault, parameter.Start);
    }

    private static void Unused(TypeCheck check, TemplateEntry entry, HashSet<string> used)
    {
        var message = $"`params` has `{entry.Name}`, and the query binds no `@{entry.Name}`";
        var hint = Suggestion.DidYouMean(entry.Name, used) ?? $"write `@{entry.Name}` where its value belongs, or delete it";
        check.Report(entry.Key?.Fault(CoreCodes.UnusedParameter, message, hint, Severity.Warning) ?? new(CoreCodes.UnusedParameter, message) { Hint = hint, Severity = Severity.Warning });
    }

    private static string Bare(string name) => name.TrimStart('@', ':', '$');
}
