namespace Logos.Adapters.Postgres.Housekeeping;

/// <summary>What came of a round of housekeeping.</summary>
/// <param name="IsDone">False when another process is at it: then there was nothing to do here.</param>
/// <param name="Executions">How many were deleted one by one, children among them.</param>
/// <param name="Months">How many months of executions went as a whole.</param>
/// <param name="Blobs">How many went that nothing referred to.</param>
public sealed record Housework(bool IsDone, long Executions = 0, int Months = 0, int Blobs = 0)
{
    internal static readonly Housework OfAnother = new(false);
}
