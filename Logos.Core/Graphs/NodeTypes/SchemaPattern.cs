using System.Diagnostics.CodeAnalysis;
using Logos.Rules.Patterns;

namespace Logos.Core.Graphs.NodeTypes;

/// <summary>Patterns run without backtracking: one that explodes cannot be written.</summary>
internal static class SchemaPattern
{
    private const int MaxLength = 1000;

    public static bool TryGet(string text, [NotNullWhen(true)] out TextPattern? pattern)
    {
        pattern = text.Length > MaxLength ? null : TextPattern.TryParse(text, out _);
        return pattern is not null;
    }
}
