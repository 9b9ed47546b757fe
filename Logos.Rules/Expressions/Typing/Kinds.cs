using Logos.Rules.Values;

namespace Logos.Rules.Expressions.Typing;

/// <summary>The kinds that a value may turn out to be.</summary>
[Flags]
public enum Kinds
{
    None = 0,
    Null = 1 << ValueKind.Null,
    Boolean = 1 << ValueKind.Boolean,
    Number = 1 << ValueKind.Number,
    String = 1 << ValueKind.String,
    List = 1 << ValueKind.List,
    Map = 1 << ValueKind.Map,
    Any = Null | Boolean | Number | String | List | Map,
}
