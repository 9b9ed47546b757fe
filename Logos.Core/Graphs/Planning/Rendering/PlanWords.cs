using Logos.Core.Graphs.NodeTypes;

namespace Logos.Core.Graphs.Planning.Rendering;

internal static class PlanWords
{
    public static string Name(this Pool pool) => pool switch
    {
        Pool.Db => "db",
        Pool.Ai => "ai",
        Pool.Rule => "rule",
        Pool.Io => "io",
        Pool.File => "file",
        Pool.Orchestrator => "orchestrator",
        _ => throw new ArgumentOutOfRangeException(nameof(pool)),
    };

    public static string Name(this ControlKind kind) => kind switch
    {
        ControlKind.When => "when",
        ControlKind.Edge => "edge",
        ControlKind.Items => "items",
        ControlKind.Bound => "bound",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    /// <summary>On one line, and no longer than it can be read at a glance.</summary>
    public static string Short(string text, int length)
    {
        var line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= length ? line : line[..(length - 1)].TrimEnd() + "…";
    }

    public static string Count(int count, string one, string? many = null) => count == 1 ? $"1 {one}" : $"{count:N0} {many ?? one + "s"}";
}
