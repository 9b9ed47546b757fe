using Logos.Core.Graphs.Definition;

namespace Logos.Core.Graphs.Importing;

/// <summary>The rules of edges, and how nodes wait where branches meet.</summary>
internal sealed class EdgeConverter(ImportContext context, ContextNames names, ExpressionTranslator translator)
{
    public void Convert(DraftEdge edge)
    {
        var branch = edge.Branch is "true" ? null : edge.Branch;
        var rule = Rule(edge);
        edge.When = (branch, rule) switch
        {
            (null, _) => rule,
            (_, null) => branch,
            _ => $"{branch} && ({rule})",
        };
    }

    private string? Rule(DraftEdge edge)
    {
        if (edge.Rule is not { } scalar || scalar.Text.Trim() is "" or "true")
            return null;
        var text = scalar.Text.Trim();
        var site = new ReadSite(edge.From, scalar) { IsEdge = true, Columns = true };
        // A name with a hyphen in it is one name here, as it is in the dialect.
        if (!ExpressionTranslator.IsName(text) || text == "false" || text.EndsWith('-') || names.IsKnown(text, site))
            return translator.Translate(scalar, site);
        var flag = context.Inputs.ReadFlag(text, out var isNew);
        if (isNew)
            context.Note(scalar, $"nothing says when the rule `{text}` holds, and it always did: it is the input `{flag["inputs.".Length..]}` now, true unless a caller says otherwise");
        return flag;
    }

    /// <summary>
    /// Where branches meet of which some may be skipped, waiting for all would wait for ever. Each node gets a token
    /// for the conditions that stand before it: equal tokens are skipped together.
    /// </summary>
    public void ChooseJoins(IReadOnlyList<Draft> order)
    {
        var tokens = new Dictionary<string, int>(StringComparer.Ordinal) { [""] = 0 };
        var tokenOf = new Dictionary<int, int>();
        var edges = context.Edges.ToLookup(edge => edge.To);
        foreach (var node in order)
        {
            var incoming = edges[node].ToList();
            var before = incoming.Select(edge => tokenOf[edge.From.Index]).Distinct().ToList();
            if (before.Count > 1)
            {
                node.Join = Join.Any;
                context.Note(node.Source.At, $"`{node.Id}` runs when one of the branches that meet there did (`join: any`): some of them may be skipped");
            }

            var conditions = incoming.Select(edge => edge.When).OfType<string>().Order(StringComparer.Ordinal).ToList();
            var key = before.Count > 1 ? $"any {node.Index}" : conditions.Count == 0 ? null : $"{before[0]} {string.Join('\n', conditions)}";
            if (key is null)
                tokenOf[node.Index] = before.FirstOrDefault();
            else
                tokenOf[node.Index] = tokens.TryGetValue(key, out var known) ? known : tokens[key] = tokens.Count;
        }
    }
}
