using Logos.Core.Faults;
using Logos.Core.Graphs.Reading;
using Logos.Core.Graphs.Sql;
using Logos.Core.Graphs.Templates;
using Logos.Rules.Faults;

namespace Logos.Core.Graphs.NodeTypes;

/// <summary>Holds the <c>@names</c> of a query against its <c>params</c>, both ways.</summary>
internal static class SqlCheck
{
    public static void Check(TypeCheck check, bool backslashes)
    {
        // A query that is still a file's name has been reported, and is no query; params that are read are not known.
        if (check.Text("query") is not { } query || query.StartsWith(FileInliner.Prefix, StringComparison.Ordinal))
            return;
        var entries = check.With["params"] switch
        {
            null or Template.Literal { Value.IsNull: true } => [],
            Template.Map map => map.Entries,
            _ => null,
        };
        if (entries is null)
            return;
        var names = entries.Select(entry => entry.Name).ToHashSet(StringComparer.Ordinal);
        var parameters = SqlParameters.Of(query, backslashes).ToList();
        foreach (var missing in parameters.Where(parameter => !parameter.MayBeOperator && !names.Contains(parameter.Name)).DistinctBy(parameter => parameter.Name))
            Missing(check, missing, names);
        var used = parameters.Select(parameter => parameter.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var unused in entries.Where(entry => !used.Contains(entry.Name) && !used.Contains(Bare(entry.Name))))
            Unused(check, unused, used);
    }

    private static void Missing(TypeCheck check, SqlParameter parameter, HashSet<string> names)
    {
        var fault = new Fault(CoreCodes.UnboundParameter, $"the query binds `@{parameter.Name}`, and `params` has no `{parameter.Name}`")
        {
            Hint = names.FirstOrDefault(name => Bare(name) == parameter.Name) is { } marked
                ? $"write `{parameter.Name}` instead of `{marked}` under `params`: the mark belongs to the query"
                : Suggestion.DidYouMean(parameter.Name, names) ?? $"add `{parameter.Name}` to `params`",
            Length = parameter.Name.Length + 1,
        };
        check.Report(check.With["query"]!.Source is SourceNode.Scalar scalar ? Formula.Fault(scalar, 0, fault, parameter.Start) : fault);
    }

    private static void Unused(TypeCheck check, TemplateEntry entry, HashSet<string> used)
    {
        var message = $"`params` has `{entry.Name}`, and the query binds no `@{entry.Name}`";
        var hint = Suggestion.DidYouMean(entry.Name, used) ?? $"write `@{entry.Name}` where its value belongs, or delete it";
        check.Report(entry.Key?.Fault(CoreCodes.UnusedParameter, message, hint, Severity.Warning) ?? new(CoreCodes.UnusedParameter, message) { Hint = hint, Severity = Severity.Warning });
    }

    private static string Bare(string name) => name.TrimStart('@', ':', '$');
}
