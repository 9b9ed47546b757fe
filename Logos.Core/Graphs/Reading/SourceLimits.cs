using Logos.Rules.Grl;

namespace Logos.Core.Graphs.Reading;

/// <summary>What a definition may measure. Beyond these nobody wrote it by hand, and nobody can read it.</summary>
public static class SourceLimits
{
    /// <summary>The one figure for files: graphs, rules and facts alike.</summary>
    public const int MaxBytes = RuleSet.MaxLength;

    /// <summary>Also the bound of every recursion over a definition.</summary>
    public const int MaxDepth = 100;

    /// <summary>Values after all aliases are written out: what stops a file that unfolds into billions.</summary>
    public const int MaxValues = 1_000_000;

    public const int MaxNodes = 20_000;

    /// <summary>What nodes need and what <c>edges</c> adds, together.</summary>
    public const int MaxEdges = 100_000;
}
