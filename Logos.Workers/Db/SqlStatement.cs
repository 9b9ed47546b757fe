using Logos.Rules.Values;

namespace Logos.Workers.Db;

/// <summary>One statement, what is bound to its names, and what is wanted of it.</summary>
internal sealed record SqlStatement(string Query, ValueMap Params, string Result)
{
    /// <returns>What a node runs, in order.</returns>
    public static IReadOnlyList<SqlStatement> Of(Value with) =>
        with["statements"] is { IsList: true } list ? [.. list.AsList().Select(One)] : [One(with)];

    private static SqlStatement One(Value with) => new(
        with["query"].AsString(),
        with["params"] is { IsMap: true } values ? values.AsMap() : ValueMap.Empty,
        with["result"] is { IsString: true } result ? result.AsString() : "rows");
}
