using Logos.Core.Faults;
using Logos.Core.Graphs.Reading;
using Logos.Core.Graphs.Templates;
using Logos.Rules.Faults;

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

    private static readonly string[] AddressEndings = ["_url", "_uri", "_dsn", "_connection_string"];

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
            var kind = (SourceNode.Scalar)source["db_type"]!;
            context.Report(kind.Fault(CoreCodes.CannotCarryOver, $"`{source.Id}` is a query for {kind.Text}, which cannot be carried over", "write it as a `postgres`, `mysql`, `mongo` or `redis` node; docs/nodes.md shows what they take"));
            return;
        }

        draft.Add("connection", Connection(source));
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
        if (source["db_type"] is SourceNode.Scalar kind)
            return TypeByName.GetValueOrDefault(kind.Text);
        var address = (source.Any("connection_string", "connection") as SourceNode.Scalar)?.Text ?? "";
        var scheme = address.Contains("://", StringComparison.Ordinal) ? address[..address.IndexOf("://", StringComparison.Ordinal)] : "";
        if (TypeByName.TryGetValue(scheme, out var type))
            return type;
        return Query(source) is { } query && !SqlText.HasNumbered(query.Text) && SqlText.CountQuestionMarks(query.Text) > 0 ? "mysql" : "postgres";
    }

    private string Connection(ForeignNode source)
    {
        if (source.Any("connection_string", "connection") is SourceNode.Scalar address)
        {
            var name = ConnectionName(address.Text);
            // The address may hold a password: it is named and not kept.
            context.Note(address, $"`{source.Id}` uses the connection `{name}`: create it with the address that stood here");
            return name;
        }

        if (source["database"] is SourceNode.Scalar database)
            return Mended(database.Text);
        context.Note(source.At, $"`{source.Id}` names no database, and uses the connection `{context.Options.Connection}`");
        return context.Options.Connection;
    }

    private static string ConnectionName(string address)
    {
        if (Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Host.Length > 0)
            return Mended(uri.AbsolutePath.Trim('/') is { Length: > 0 } database ? database : uri.Host);
        var variable = address.Trim('{', '}', '$', ' ').ToLowerInvariant();
        var ending = AddressEndings.FirstOrDefault(variable.EndsWith);
        return Mended(ending is null ? variable : variable[..^ending.Length]);
    }

    private static string Mended(string name)
    {
        var mended = new string([.. name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.' ? c : '_')]).Trim('_', '.', '-');
        return mended.Length > 0 && char.IsAsciiLetter(mended[0]) ? mended : "db_" + mended;
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
        var bindsMarks = given > 0 && !SqlText.HasNumbered(query.Text);
        return SqlText.Replace(query.Text, Replace, InText);

        string Replace(SqlPlaceholder placeholder)
        {
            if (placeholder.Name.Length > 0)
                return Use(parameters.Find(known => known.Foreign == placeholder.Name) ?? Named(placeholder));
            if (placeholder.Number == 0 && !bindsMarks)
                return "?";
            var number = placeholder.Number > 0 ? placeholder.Number : ++next;
            if (number <= given)
                return Use(parameters[number - 1]);
            var shown = query.Text.Substring(placeholder.Start, placeholder.Length);
            var fault = new Fault(CoreCodes.UnboundPlaceholder, $"`{shown}` of `{draft.Source.Id}` has no parameter: `params` names {(given == 0 ? "none" : $"{given}")}") { Hint = $"name under `params` what `{shown}` stands for", Length = placeholder.Length };
            context.Report(Formula.Fault(query, 0, fault, placeholder.Start));
            return shown;
        }

        SqlParameter Named(SqlPlaceholder placeholder)
        {
            var parameter = Parameter(draft, query, placeholder.Start, placeholder.Name, columns: true, parameters);
            parameters.Add(parameter);
            return parameter;
        }

        void InText(SqlPlaceholder placeholder) => context.Report(Formula.Fault(
            query,
            0,
            new(CoreCodes.UnboundPlaceholder, $"a placeholder of `{draft.Source.Id}` stands inside a text of the query, where no value can be bound") { Hint = "join it in SQL: `'%' || {{name}} || '%'`", Length = placeholder.Length },
            placeholder.Start));
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
