using System.Text.RegularExpressions;
using Logos.Core.Faults;
using Logos.Core.Graphs.Reading;
using Logos.Core.Graphs.Templates;
using Logos.Rules.Faults;

namespace Logos.Core.Graphs.Importing;

/// <summary>The paths of <c>field_mappings</c>: <c>stock.available_qty</c>, <c>stock.sum(available_qty)</c>, <c>supplier.min_by(price).name</c>.</summary>
internal sealed partial class FieldMapping(ImportContext context, ContextNames names, ExpressionTranslator translator)
{
    private static readonly string[] Functions = ["sum", "avg", "min", "max", "count", "min_by", "max_by", "first", "last"];

    /// <summary>Nodes whose rows a mapping goes through.</summary>
    public static IEnumerable<string> Lists(ForeignNode node) =>
        from mapping in (node["field_mappings"] as SourceNode.Map)?.Entries ?? []
        let call = Call().Match((mapping.Value as SourceNode.Scalar)?.Text ?? "")
        where call.Success
        select call.Groups["node"].Value;

    public string? Translate(SourceNode.Scalar mapping, ReadSite site)
    {
        var call = Call().Match(mapping.Text);
        if (!call.Success || (call.Groups["node"].Value.Contains('-') && context.Find(call.Groups["node"].Value) is null))
            return translator.Translate(mapping, site);
        var (function, field, rest) = (call.Groups["function"].Value, call.Groups["field"].Value, call.Groups["rest"].Value);
        if (!Functions.Contains(function) || (field.Length == 0 && function is not ("count" or "first" or "last")) || (field.Length > 0 && function is "first" or "last"))
        {
            var fault = new Fault(CoreCodes.BadForeignExpression, $"`{mapping.Text}` cannot be carried over") { Hint = Suggestion.DidYouMean(function, Functions) ?? $"over rows there are {string.Join(", ", Functions)}", Length = mapping.Text.Length };
            context.Report(Formula.Fault(mapping, 0, fault, 0));
            return null;
        }

        if (names.Resolve(call.Groups["node"].Value, "", site) is not { } list)
            return null;
        return function switch
        {
            "count" => (field.Length == 0 ? $"len({list})" : $"len(filter({list}, x => x.{field} != null))") + rest,
            "first" => $"{list}[0]{rest}",
            "last" => $"{list}[len({list}) - 1]{rest}",
            "min_by" => $"sort({list}, x => x.{field})[0]{rest}",
            "max_by" => $"sort({list}, x => x.{field})[len({list}) - 1]{rest}",
            _ => $"{function}({list}, x => x.{field}){rest}",
        };
    }

    [GeneratedRegex(@"^\s*(?<node>[\w-]+)\.(?<function>\w+)\(\s*(?<field>\w*)\s*\)(?<rest>(\.\w+)*)\s*$", RegexOptions.NonBacktracking)]
    private static partial Regex Call();
}
