using System.Globalization;

namespace Logos.Rules.Tests.Fuzzing;

/// <summary>
/// Runs a fixed number of generated cases: the same ones each time, other ones with LOGOS_LONG=1 (which prints
/// where it began), and a single one with LOGOS_SEED.
/// </summary>
internal static class Fuzz
{
    private const int Usual = 20_260_131;

    public static bool IsLong => Environment.GetEnvironmentVariable("LOGOS_LONG") == "1";

    public static void Run(int cases, Action<Dice> check)
    {
        if (int.TryParse(Environment.GetEnvironmentVariable("LOGOS_SEED"), CultureInfo.InvariantCulture, out var only))
        {
            check(new(only));
            return;
        }

        var first = IsLong ? Environment.TickCount : Usual;
        if (IsLong)
            cases *= 25;
        TestContext.Current.TestOutputHelper?.WriteLine($"{cases} cases, the first with LOGOS_SEED={first}");
        for (var i = 0; i < cases; i++)
        {
            var seed = unchecked(first + (i * 7919));
            try
            {
                check(new(seed));
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"Case {i + 1} of {cases}; LOGOS_SEED={seed} replays it.{Environment.NewLine}{e.Message}", e);
            }
        }
    }
}
