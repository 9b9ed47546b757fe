using System.Text.RegularExpressions;

namespace Logos.Deploy.Tests.Scaling;

/// <summary>The query by which KEDA learns of claimed nodes.</summary>
internal static partial class Claims
{
    /// <summary>The node types that it counts.</summary>
    public static IEnumerable<string> TypesOf(string query) => Type().Matches(query[query.LastIndexOf("in (", StringComparison.Ordinal)..]).Select(match => match.Groups[1].Value);

    [GeneratedRegex("'([a-z]+)'")]
    private static partial Regex Type();
}
