using System.Diagnostics.Metrics;

namespace Logos.ServiceDefaults.Metrics;

/// <summary>The names of instruments as Prometheus writes them: Logos' own stay as they are, and .NET's get its underscores and units.</summary>
internal static class MetricNames
{
    public static string Of(Instrument instrument, MetricKind kind)
    {
        var name = Clean(instrument.Name, ':');
        var unit = instrument.Unit switch
        {
            "s" => "_seconds",
            "ms" => "_milliseconds",
            "By" => "_bytes",
            "%" => "_percent",
            _ => "",
        };
        const string Total = "_total";
        if (kind == MetricKind.Counter && name.EndsWith(Total, StringComparison.Ordinal))
            name = name[..^Total.Length];
        if (!name.EndsWith(unit, StringComparison.Ordinal))
            name += unit;
        return kind == MetricKind.Counter ? name + Total : name;
    }

    public static string Label(string name) => Clean(name, '_');

    private static string Clean(string name, char also)
    {
        var clean = string.Create(name.Length, (name, also), static (to, from) =>
        {
            for (var i = 0; i < to.Length; i++)
                to[i] = char.IsAsciiLetterOrDigit(from.name[i]) || from.name[i] == from.also ? from.name[i] : '_';
        });
        return clean.Length == 0 || char.IsAsciiDigit(clean[0]) ? "_" + clean : clean;
    }
}
