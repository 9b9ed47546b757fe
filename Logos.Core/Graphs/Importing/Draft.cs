using Logos.Core.Graphs.Definition;
using Logos.Core.Graphs.Reading;
using Logos.Core.Graphs.Templates;
using Logos.Rules.Expressions;
using Logos.Rules.Syntax;
using Logos.Rules.Values;

namespace Logos.Core.Graphs.Importing;

/// <summary>A node on its way into a definition: what others read of it is known only when all have been looked at.</summary>
internal sealed class Draft(int index, ForeignNode source, string id)
{
    public int Index => index;

    public ForeignNode Source => source;

    public string Id => id;

    public string Type { get; set; } = "rule";

    /// <summary>The nodes whose edges reach it.</summary>
    public List<Draft> Upstream { get; } = [];

    public List<TemplateEntry> With { get; } = [];

    public Template? Items { get; set; }

    public Join Join { get; set; } = Join.All;

    public TimeSpan? Timeout { get; set; }

    /// <summary>Somebody goes through its rows.</summary>
    public bool IsReadAsList { get; set; }

    /// <summary>Somebody reads a field of its row.</summary>
    public bool IsReadAsRow { get; set; }

    /// <summary>Names that it puts where every node downstream finds them, and what now yields their values.</summary>
    public Dictionary<string, string> Writes { get; } = new(StringComparer.Ordinal);

    /// <summary>The members of its output, as far as they are known.</summary>
    public HashSet<string> Columns { get; } = new(StringComparer.Ordinal);

    /// <summary>Its rules, with one word for each node; null when they cannot be carried over.</summary>
    public string? Rules { get; set; }

    /// <summary>The words in its rules that stand for nodes.</summary>
    public Dictionary<string, Draft> RuleWords { get; } = new(StringComparer.Ordinal);

    public bool IsSql => Type is "postgres" or "mysql";

    public void Add(string name, Template value) => With.Add(new(name, value));

    public void Add(string name, string text) => Add(name, new Template.Literal(text));

    public void AddExpression(string name, string expression) => Add(name, Whole(expression));

    public static Template Whole(string expression) => new Template.Whole(new(Expression.Parse(expression)));

    public static Template Map(IEnumerable<(string Name, string Expression)> members) =>
        new Template.Map([.. members.Select(member => new TemplateEntry(member.Name, Constant(member.Expression) is { } value ? new Template.Literal(value) : Whole(member.Expression)))]);

    private static Value? Constant(string expression) => Expression.Parse(expression).Root is Expr.Literal literal ? literal.Value : default(Value?);
}

/// <summary>An edge on its way: its rule as the file writes it, and the branch of a condition that it stands for.</summary>
internal sealed record DraftEdge(Draft From, Draft To)
{
    public SourceNode.Scalar? Rule { get; set; }

    public string? Branch { get; set; }

    public string? When { get; set; }
}
