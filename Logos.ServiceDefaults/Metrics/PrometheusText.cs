using System.Globalization;
using System.Text;

namespace Logos.ServiceDefaults.Metrics;

/// <summary>The text format of Prometheus, version 0.0.4: https://prometheus.io/docs/instrumenting/exposition_formats/.</summary>
internal static class PrometheusText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    /// <param name="round">Of what is observed, only what was told in this one is there.</param>
    public static string Of(IEnumerable<Family> families, long round)
    {
        var text = new StringBuilder(16 * 1024);
        foreach (var family in families)
        {
            var hasHead = false;
            foreach (var series in family.All)
            {
                if (series.Seen != 0 && series.Seen != round)
                    continue;
                if (!hasHead)
                    Head(text, family);
                hasHead = true;
                if (series is HistogramSeries histogram)
                    Write(text, family.Name, histogram);
                else
                    Line(text, family.Name, "", series.Labels, null, Number(((NumberSeries)series).Value));
            }
        }

        return text.ToString();
    }

    private static void Head(StringBuilder text, Family family)
    {
        text.Append("# HELP ").Append(family.Name).Append(' ');
        Labels.Escape(text, family.Help, quotes: false);
        text.Append("\n# TYPE ").Append(family.Name).Append(' ').Append(family.Kind switch
        {
            MetricKind.Counter => "counter",
            MetricKind.Histogram => "histogram",
            _ => "gauge",
        }).Append('\n');
    }

    private static void Write(StringBuilder text, string name, HistogramSeries histogram)
    {
        var (counts, sum) = histogram.Read();
        var count = 0L;
        for (var i = 0; i < counts.Length; i++)
        {
            count += counts[i];
            Line(text, name, "_bucket", histogram.Labels, i < histogram.Bounds.Count ? Number(histogram.Bounds[i]) : "+Inf", count.ToString(CultureInfo.InvariantCulture));
        }

        Line(text, name, "_sum", histogram.Labels, null, Number(sum));
        Line(text, name, "_count", histogram.Labels, null, count.ToString(CultureInfo.InvariantCulture));
    }

    private static void Line(StringBuilder text, string name, string suffix, string labels, string? bound, string value)
    {
        text.Append(name).Append(suffix);
        if (labels.Length > 0 || bound is not null)
        {
            text.Append('{').Append(labels);
            if (bound is not null)
                text.Append(labels.Length > 0 ? "," : "").Append("le=\"").Append(bound).Append('"');
            text.Append('}');
        }

        text.Append(' ').Append(value).Append('\n');
    }

    private static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        _ when double.IsNaN(value) => "NaN",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };
}
