using System.Globalization;

namespace Logos.Gateway.Tests.Metrics;

/// <summary>What a gateway answers at <c>/metrics</c>, series by series.</summary>
internal sealed class Scrape
{
    private readonly Dictionary<string, double> _series = [];

    private Scrape(string text)
    {
        Text = text;
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line[0] != '#'))
        {
            var end = line.LastIndexOf(' ');
            // A series that is there twice would be refused as a whole.
            _series.Add(line[..end], line[(end + 1)..] switch
            {
                "+Inf" => double.PositiveInfinity,
                var number => double.Parse(number, CultureInfo.InvariantCulture),
            });
        }
    }

    public string Text { get; }

    public IEnumerable<string> Names => _series.Keys;

    public double this[string series] => _series.TryGetValue(series, out var value) ? value : throw new KeyNotFoundException($"there is no {series} in\n{Text}");

    public static async Task<Scrape> OfAsync(HttpClient client, string address = "/metrics") => new(await client.GetStringAsync(new Uri(address, UriKind.RelativeOrAbsolute), TestContext.Current.CancellationToken));

    public static Scrape Of(string text) => new(text);
}
