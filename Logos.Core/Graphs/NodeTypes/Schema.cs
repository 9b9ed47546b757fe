using Logos.Rules.Values;

namespace Logos.Core.Graphs.NodeTypes;

/// <summary>The part of JSON Schema that describes what a node takes: enough to check, to document and to complete.</summary>
public sealed record Schema
{
    public static readonly Schema Any = new();

    /// <summary>Empty allows every kind.</summary>
    public IReadOnlyList<SchemaType> Types { get; init; } = [];

    public string? Description { get; init; }

    public IReadOnlyList<SchemaProperty> Properties { get; init; } = [];

    /// <summary>What other properties have to be; null asks nothing of them.</summary>
    public Schema? AdditionalProperties { get; init; }

    /// <summary>No other properties than the named ones (JSON Schema's <c>additionalProperties: false</c>).</summary>
    public bool IsClosed { get; init; }

    public Schema? Items { get; init; }

    public IReadOnlyList<Value> Enum { get; init; } = [];

    /// <summary>Exactly one of these has to fit.</summary>
    public IReadOnlyList<Schema> OneOf { get; init; } = [];

    public decimal? Minimum { get; init; }

    public decimal? Maximum { get; init; }

    public int? MinLength { get; init; }

    public int? MinItems { get; init; }

    public string? Pattern { get; init; }

    /// <summary>One of <see cref="SchemaFormat"/>, or a name that means nothing to the check.</summary>
    public string? Format { get; init; }

    public Value? Default { get; init; }

    public IReadOnlyList<Value> Examples { get; init; } = [];

    /// <summary>A secret (JSON Schema's <c>writeOnly</c>): never written out in a definition.</summary>
    public bool IsSecret { get; init; }

    /// <summary>Needed before anything runs, so that no template may stand here.</summary>
    public bool IsFixed { get; init; }

    public Schema? this[string property]
    {
        get
        {
            foreach (var candidate in Properties)
            {
                if (candidate.Name == property)
                    return candidate.Schema;
            }

            foreach (var option in OneOf)
            {
                if (option[property] is { } found)
                    return found;
            }

            return AdditionalProperties;
        }
    }

    /// <summary>The same, with every option that has such a property: which of them is meant is not decided by one name.</summary>
    internal Schema? Below(string property)
    {
        if (OneOf.Count == 0)
            return this[property];
        Schema[] found = [.. OneOf.Select(option => option.Below(property)).OfType<Schema>()];
        return found.Length switch
        {
            0 => this[property],
            1 => found[0],
            _ => new Schema { OneOf = found },
        };
    }
}

public sealed record SchemaProperty(string Name, Schema Schema, bool Required = false);

public enum SchemaType
{
    String,
    Number,
    Integer,
    Boolean,
    Array,
    Object,
    Null,
}

/// <summary>The formats that are checked.</summary>
public static class SchemaFormat
{
    public const string Uri = "uri";
    public const string Email = "email";
    public const string Date = "date";
    public const string DateTime = "date-time";
    public const string Uuid = "uuid";
    public const string Duration = "duration";

    /// <summary>An expression; its braces may be left out.</summary>
    public const string Expression = "expression";

    /// <summary>A rule set.</summary>
    public const string Grl = "grl";

    /// <summary>Free text: a word with a dot in it is no path.</summary>
    public const string Text = "text";

    public static readonly IReadOnlyList<string> All = [Uri, Email, Date, DateTime, Uuid, Duration, Expression, Grl, Text];
}
