using Logos.Core.Graphs.Planning;
using Logos.Rules.Syntax;
using Logos.Rules.Values;

namespace Logos.Core.Executions;

/// <summary>The parts of a value that are read elsewhere, in the shape that they have in the whole.</summary>
public static class Projection
{
    public static Value Of(Value value, IReadOnlyList<ReadPath> paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        var result = Value.Null;
        foreach (var path in paths)
        {
            if (path.IsAboutNode)
                continue;
            if (path.IsWhole)
                return value;
            result = Add(result, value, path.Steps, 0);
        }

        return result;
    }

    private static Value Add(Value result, Value value, IReadOnlyList<Segment> steps, int at)
    {
        if (at == steps.Count)
            return value;
        if (steps[at].Name is not { } name)
            return value;
        if (!value.IsMap || !value.AsMap().TryGet(name, out var part))
            return result;
        var map = result.IsMap ? result.AsMap() : ValueMap.Empty;
        return map.With(name, Add(map[name], part, steps, at + 1));
    }
}
