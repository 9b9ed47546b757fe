namespace Logos.Rules.Tests.Fuzzing;

/// <summary>Every choice of a generated case comes from one seed, so that the seed is the case.</summary>
internal sealed class Dice(int seed)
{
    private readonly Random _random = new(seed);

    public int Seed { get; } = seed;

    public int Below(int bound) => _random.Next(bound);

    public int Between(int low, int high) => _random.Next(low, high + 1);

    public bool Chance(double probability) => _random.NextDouble() < probability;

    public T Of<T>(params ReadOnlySpan<T> choices) => choices[_random.Next(choices.Length)];

    public List<T> Some<T>(int most, Func<T> make)
    {
        var made = new List<T>();
        for (var i = _random.Next(most + 1); i > 0; i--)
            made.Add(make());
        return made;
    }
}
