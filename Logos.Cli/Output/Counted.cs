namespace Logos.Cli.Output;

internal static class Counted
{
    /// <returns><c>1 file</c>, <c>2 files</c>.</returns>
    public static string Of(int count, string one) => count == 1 ? $"1 {one}" : $"{count} {one}s";
}
