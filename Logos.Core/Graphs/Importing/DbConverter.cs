using Logos.Core.Faults;
using Logos.Core.Graphs.Reading;
using Logos.Core.Graphs.Templates;

namespace Logos.Core.Graphs.Importing;

/// <summary>Queries with their parameters, and the databases that they go to.</summary>
internal sealed class DbConverter(ImportContext context, ExpressionTranslator translator)
{
    private static readonly Dictionary<string, string> TypeByName = new(StringComparer.OrdinalIgnoreCase)
    {
        ["postgres"] = "postgres",
        ["postgresql"] = "postgres",
        ["pg"] = "postgres",
        ["mysql"] = "mysql",
        ["mariadb"] = "mysql",
    };

    // The schemes of other things, such as `tcp` and `sqlite`, say nothing that matters here.
    private static readonly HashSet<string> Products = new(["redis", "rediss", "valkey", "mongodb", "mongo", "sqlserver", "mssql", "oracle", "clickhouse", "cassandra", .. TypeByName.Keys], StringComparer.OrdinalIgnoreCase);

    /// <summary>What others may read of it has to be known before any of them is looked at.</summary>
    public static void Prepare(Draft draft)
    {
        draft.Type = TypeOf(draft.Source) ?? "postgres";
        if (Query(draft.Source) is { } query)
            draft.Columns.UnionWith(SqlText.Columns(query.Text));
    }

    public void Convert(Draft draft)
    {
        var source = draft.Source;
        if (TypeOf(source) is null)
        {
            context.Report((source["db_type"] ?? source.At).Fault(CoreCodes.CannotCarryOver, $"`{source.Id}` is a query for {Kind(source)}, which cannot be carried over", "write it as a `postgres`, `mysql`, `mongo` or `redis` node; docs/nodes.md shows what they take"));
            return;
        }

        draft.Add("connection", Connection(draft));
        if (Query(source) is not { } query)
        {
            context.Note(source.At, $"`{draft.Id}` has no query, and selects everything from `{source.Id}`, as it did before");
            draft.Add("query", $"select * from {(source.Id == draft.Id ? source.Id : $"\"{source.Id}\"")}");
            return;
        }

        var parameters = Parameters(draft, source);
        draft.Add("query", Bind(draft, query, parameters));
        var bound = parameters.Where(parameter => parameter.IsUsed).ToArray();
        if (bound.Length > 0)
            draft.Add("params", new Template.Map([.. bound.Select(parameter => new TemplateEntry(parameter.Name, parameter.Value))]));
        foreach (var parameter in parameters.Where(parameter => !parameter.IsUsed))
            context.Note(parameter.At, $"the parameter `{parameter.At.Text}` of `{draft.Id}` was left out: the query has no place for it");
    }

    /// <summary>Once all others have said what they read of it.</summary>
    public static void Complete(Draft draft)
    {
        if (!draft.IsSql || draft.With.Find(entry => entry.Name == "query")?.Value is not Template.Literal query)
            return;
        var result = !SqlText.ReturnsRows(query.Value.AsString()) ? "affected" : draft is { IsReadAsRow: true, IsReadAsList: false } ? "first" : "rows";
        draft.Add("result", result);
    }

    private static SourceNode.Scalar? Query(ForeignNode source) => source["query"] as SourceNode.Scalar;

    private static string? TypeOf(ForeignNode source)
    {
        if (Kind(source) is { } kind)
            return TypeByName.GetValueOrDefault(kind);
        return Query(source) is { } query && !SqlText.HasNumbered(query.Text) && SqlText.CountQuestionMarks(query.Text) > 0 ? "mysql" : "postgres";
    }

    // What the file says of the product, by a field or by the scheme of an address.
    private static string? Kind(ForeignNode source)
    {
        if (source["db_type"] is SourceNode.Scalar kind)
            return ConnectionAddress.Of(kind.Text) is { IsAddress: true } address ? address.Scheme : kind.Text;
        return Addresses(source).Select(at => ConnectionAddress.Of(at.Text).Scheme).FirstOrDefault(Products.Contains);
    }

    private static IEnumerable<SourceNode.Scalar> Addresses(ForeignNode source) =>
        new[] { source["connection_string"], source["connection"], source["database"] }.OfType<SourceNode.Scalar>().Where(scalar => scalar.Text.Length > 0);

    private string Connection(Draft draft)
    {
        var source = draft.Source;
        if (Addresses(source).ToList() is not [var first, ..] all)
        {
            context.Note(source.At, $"`{source.Id}` names no database, and uses the connection `{context.Options.Connection}`");
            return context.Options.Connection;
        }

        var name = all.Select(at => ConnectionAddress.Of(at.Text).Name).FirstOrDefault(name => name is not null) ?? ConnectionAddress.Mended(draft.Id);
        // The address may hold a password: it is named and not kept.
        if (first != source["database"] || all.Exists(at => ConnectionAddress.Of(at.Text).IsAddress))
            context.Note(first, $"`{source.Id}` uses the connection `{name}`: create it with the address that stood here");
        return name;
    }

    private List<SqlParameter> Parameters(Draft draft, ForeignNode source)
    {
        var parameters = new List<SqlParameter>();
        if (source["params"] is not { } given)
            return parameters;
        if (given is not SourceNode.List list)
        {
            context.Report(given.Fault(CoreCodes.NotTheDialect, $"`params` of `{source.Id}` is a list of names, and this is {given.Kind}"));
            return parameters;
        }

        foreach (var item in list.Items)
        {
            if (item is SourceNode.Scalar scalar)
                parameters.Add(Parameter(draft, scalar, parameters));
            else
                context.Report(item.Fault(CoreCodes.NotTheDialect, $"a parameter of `{source.Id}` is a name, and this is {item.Kind}"));
        }

        return parameters;
    }

    private SqlParameter Parameter(Draft draft, SourceNode.Scalar scalar, List<SqlParameter> others)
    {
        if (!scalar.Value.IsString)
            return new(Free($"p{others.Count + 1}", others), new Template.Literal(scalar.Value), scalar);
        var isPlaceholder = scalar.Text.StartsWith("{{", StringComparison.Ordinal) && scalar.Text.EndsWith("}}", StringComparison.Ordinal);
        return Parameter(draft, scalar, isPlaceholder ? 2 : 0, isPlaceholder ? scalar.Text[2..^2] : scalar.Text, isPlaceholder, others);
    }

    private SqlParameter Parameter(Draft draft, SourceNode.Scalar scalar, int offset, string name, bool columns, List<SqlParameter> others)
    {
        var site = new ReadSite(draft, scalar) { Columns = columns, Required = true };
        var value = translator.TranslateName(scalar, offset, name, site) is { } read ? Draft.Whole(read) : new Template.Literal("");
        return new(Free(Word(name), others), value, scalar) { Foreign = name.Trim() };
    }

    private string Bind(Draft draft, SourceNode.Scalar query, List<SqlParameter> parameters)
    {
        var next = 0;
        var given = parameters.Count;
        // Without parameters a question mark is an operator of PostgreSQL.
        var hasNumbers = SqlText.HasNumbered(query.Text);
        var bindsMarks = given > 0 && !hasNumbers;
        return SqlText.Replace(query.Text, Replace, InText);

        string Replace(SqlPlaceholder placeholder)
        {
            if (placeholder.Name.Length > 0)
                return Use(parameters.Find(known => known.Foreign == placeholder.Name) ?? Named(placeholder));
            if (placeholder.Number == 0 && !bindsMarks)
            {
                if (hasNumbers && !SqlText.IsOperator(query.Text, placeholder.Start))
                    Refuse(placeholder, "`?` and `$1` stand in one query", "write all of them as `$1`, `$2`, in the order of `params`");
                return "?";
            }

            var number = placeholder.Number > 0 ? placeholder.Number : ++next;
            if (number <= given)
                return Use(parameters[number - 1]);
            var shown = query.Text.Substring(placeholder.Start, placeholder.Length);
            Refuse(placeholder, $"`{shown}` has no parameter: `params` names {(given == 0 ? "none" : $"{given}")}", $"name under `params` what `{shown}` stands for");
            return shown;
        }

        SqlParameter Named(SqlPlaceholder placeholder)
        {
            var parameter = Parameter(draft, query, placeholder.Start, placeholder.Name, columns: true, parameters);
            parameters.Add(parameter);
            return parameter;
        }

        void InText(SqlPlaceholder placeholder) => Refuse(placeholder, "a placeholder stands inside a text of the query, where no value can be bound", "join it in SQL: `'%' || {{name}} || '%'`");

        void Refuse(SqlPlaceholder placeholder, string why, string hint) =>
            context.Report(Formula.Fault(query, 0, new(CoreCodes.UnboundPlaceholder, $"`{draft.Source.Id}` cannot bind its values: {why}") { Hint = hint, Length = placeholder.Length }, placeholder.Start));
    }

    private static string Use(SqlParameter parameter)
    {
        parameter.IsUsed = true;
        return $"@{parameter.Name}";
    }

    private static string Word(string name)
    {
        var word = new string([.. name.Trim().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_')]).Trim('_');
        return word.Length == 0 || char.IsAsciiDigit(word[0]) ? "p" + word : word;
    }

    private static string Free(string name, List<SqlParameter> others)
    {
        var free = name;
        for (var number = 2; others.Exists(other => other.Name == free); number++)
            free = $"{name}_{number}";
        return free;
    }

    private sealed record SqlParameter(string Name, Template Value, SourceNode.Scalar At)
    {
        public string Foreign { get; init; } = "";

        public bool IsUsed { get; set; }
    }
}
