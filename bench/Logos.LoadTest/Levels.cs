namespace Logos.LoadTest;

/// <summary>Whether something stays where it is.</summary>
internal static class Levels
{
    /// <summary>By the peaks: a heap between collections and a folder between snapshots are a saw.</summary>
    /// <param name="spare">What a small level may grow by.</param>
    public static bool IsFlat(string name, string unit, IReadOnlyList<double> levels, double spare)
    {
        var quarter = levels.Count - Math.Max(levels.Count / 4, 1);
        if (quarter == 0)
            return false;
        var (before, after) = (levels.Take(quarter).Max(), levels.Skip(quarter).Max());
        var flat = after <= before * 1.25 + spare;
        Console.WriteLine($"{name,-13} {before,8:F1} {unit} at most in the first three quarters, {after,8:F1} {unit} in the last{(flat ? "" : "  GROWS")}");
        return flat;
    }
}
