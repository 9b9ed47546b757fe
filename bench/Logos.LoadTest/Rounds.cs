using System.Globalization;

namespace Logos.LoadTest;

/// <summary>One thing that is measured.</summary>
internal sealed record Part(string Name, string What, string Unit, Func<TimeSpan, Task<double>> Measure, double? Aim = null, bool LessIsBetter = false);

/// <summary>Everything in turn, round after round.</summary>
internal static class Rounds
{
    /// <returns>The figures of each part, one for each round.</returns>
    public static async Task<Dictionary<Part, List<double>>> MeasureAsync(IReadOnlyList<Part> parts, Plan plan, CancellationToken stop)
    {
        var figures = parts.ToDictionary(part => part, _ => new List<double>());
        // The first round warms up and does not count.
        for (var round = 0; round <= plan.Rounds; round++)
        {
            foreach (var part in parts)
            {
                stop.ThrowIfCancellationRequested();
                var figure = await part.Measure(plan.Part);
                if (round > 0)
                    figures[part].Add(figure);
            }

            Console.Error.WriteLine(round == 0 ? "warmed up" : $"round {round} of {plan.Rounds}");
        }

        return figures;
    }

    public static string Figure(double value) => value < 100 ? value.ToString("0.000", CultureInfo.InvariantCulture) : value.ToString("N0", CultureInfo.InvariantCulture);
}
