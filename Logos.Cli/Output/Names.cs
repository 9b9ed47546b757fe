namespace Logos.Cli.Output;

/// <summary>Names in a sentence: the first of them, and how many more there are.</summary>
internal static class Names
{
    private const int Most = 5;

    public static string Of(IReadOnlyCollection<string> names)
    {
        var (shown, more) = names.Count <= Most ? (names.SkipLast(1), names.LastOrDefault("")) : (names.Take(Most), $"{names.Count - Most} more");
        return shown.Any() ? $"{string.Join(", ", shown)} and {more}" : more;
    }
}
