using Logos.Rules.Expressions;
using Logos.Rules.Faults;
using Logos.Rules.Syntax;
using Logos.Rules.Values;

namespace Logos.Rules.Tests.Grl;

/// <summary>Reading and writing a JSON document by path; a write gives a new document.</summary>
internal static class ReferenceFacts
{
    public static Value Get(Value value, IReadOnlyList<Segment> path)
    {
        foreach (var segment in path)
            value = segment.Name is { } name ? value[name] : value[segment.Index];
        return value;
    }

    public static Value Set(Value holder, ReadOnlySpan<Segment> path, Value value)
    {
        if (path.IsEmpty)
            return value;
        if (path[0].Name is { } name && (holder.IsMap || holder.IsNull))
            return (holder.IsMap ? holder.AsMap() : ValueMap.Empty).With(name, Set(holder[name], path[1..], value));
        if (path[0].Name is null && holder.IsList && path[0].Index < holder.AsList().Count)
            return holder.AsList().With(path[0].Index, Set(holder[path[0].Index], path[1..], value));
        throw new EvaluationException(new(RulesCodes.CannotAssign, "no such place"));
    }

    public static Value Remove(Value holder, ReadOnlySpan<Segment> path)
    {
        if (path[0].Name is { } name)
        {
            if (!holder.IsMap || !holder.AsMap().ContainsKey(name))
                return holder;
            return path.Length == 1 ? holder.AsMap().Without(name) : holder.AsMap().With(name, Remove(holder[name], path[1..]));
        }

        if (!holder.IsList || path[0].Index >= holder.AsList().Count)
            return holder;
        // What stands behind a retracted element keeps its place.
        return holder.AsList().With(path[0].Index, path.Length == 1 ? Value.Null : Remove(holder[path[0].Index], path[1..]));
    }
}
