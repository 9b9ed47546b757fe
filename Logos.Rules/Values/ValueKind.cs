namespace Logos.Rules.Values;

public enum ValueKind
{
    Null,
    Boolean,
    Number,
    String,
    List,
    Map,
}
