using Logos.Core.Graphs.NodeTypes;
using Logos.Gateway.Console.Forms;

namespace Logos.Gateway.Console.Settings;

/// <summary>What a connection is to, and the settings that one asks for then. Any other settings may stand beside them.</summary>
internal sealed record ConnectionKind(string Type, string Name, IReadOnlyList<Field> Fields)
{
    private static readonly Schema Text = new() { Types = [SchemaType.String] };

    public static readonly ConnectionKind Other = new("", "Something else", []);

    public static IReadOnlyList<ConnectionKind> All { get; } =
    [
        new("postgres", "PostgreSQL", [Line("host"), Port(), Line("database"), Line("user"), Password]),
        new("mysql", "MySQL", [Line("host"), Port(), Line("database"), Line("user"), Password]),
        new("redis", "Redis", [Line("host"), Port(), Line("user"), Password]),
        new("mongo", "MongoDB", [Line("host"), Port(), Line("database"), Line("user"), Password, Line("auth_database")]),
        new("smtp", "Mail server", [Line("host"), Port(), Line("user"), Password, Line("from")]),
        Other,
    ];

    private static Field Password => new("password", "password", Text with { IsSecret = true }, false, null);

    /// <returns>The one for all else where none is of that type.</returns>
    public static ConnectionKind Of(string? type) => All.FirstOrDefault(kind => kind.Type == type) ?? Other;

    /// <summary>A setting of any name, on one line.</summary>
    public static Field Line(string name, bool isSecret = false) => new(name, name, Text with { IsSecret = isSecret }, false, null) { Kind = FieldKind.Line };

    private static Field Port() => new("port", "port", new() { Types = [SchemaType.Integer], Minimum = 1, Maximum = 65_535 }, false, null);
}
