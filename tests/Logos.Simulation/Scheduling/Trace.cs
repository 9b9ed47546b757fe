namespace Logos.Simulation.Scheduling;

/// <summary>What happened, as lines for people and as one number for comparison: the same seed gives the same number.</summary>
public sealed class Trace(bool on)
{
    private readonly List<string> _lines = [];
    private ulong _hash = 14695981039346656037UL;

    public bool IsOn => on;

    public IReadOnlyList<string> Lines => _lines;

    public ulong Hash => _hash;

    public void Add(string line) => _lines.Add(line);

    internal void Mix(int picked, int ready, int process, long ticks)
    {
        Mix((ulong)picked);
        Mix((ulong)ready);
        Mix((ulong)process);
        Mix((ulong)ticks);
    }

    private void Mix(ulong value) => _hash = unchecked((_hash ^ value) * 1099511628211UL);
}
