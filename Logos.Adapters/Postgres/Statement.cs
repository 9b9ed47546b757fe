using Npgsql;

namespace Logos.Adapters.Postgres;

/// <summary>One statement, its parameters in the order of their numbers.</summary>
internal readonly struct Statement(string text, params NpgsqlParameter[] parameters)
{
    public string Text { get; } = text;

    public NpgsqlParameter[] Parameters { get; } = parameters;

    public static NpgsqlParameter Of<T>(T value) => new NpgsqlParameter<T> { TypedValue = value };
}
