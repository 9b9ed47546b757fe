using System.Globalization;
using System.Text;

namespace Logos.ServiceDefaults.Metrics;

/// <summary>Tags as the labels of a series.</summary>
internal static class Labels
{
    /// <returns>As they stand between the braces, by name; each name once.</returns>
    public static string Of(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.IsEmpty)
            return "";
        var sorted = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in tags)
            sorted[MetricNames.Label(name)] = Text(value);
        var text = new StringBuilder();
        foreach (var (name, value) in sorted)
        {
            if (text.Length > 0)
                text.Append(',');
            text.Append(name).Append("=\"");
            Escape(text, value, quotes: true);
            text.Append('"');
        }

        return text.ToString();
    }

    public static void Escape(StringBuilder to, string text, bool quotes)
    {
        foreach (var c in text)
        {
            switch (c)
            {
                case '\\':
                    to.Append("\\\\");
                    break;
                case '\n':
                    to.Append("\\n");
                    break;
                case '"' when quotes:
                    to.Append("\\\"");
                    break;
                default:
                    to.Append(c);
                    break;
            }
        }
    }

    private static string Text(object? value) => value switch
    {
        null => "",
        true => "true",
        false => "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}
