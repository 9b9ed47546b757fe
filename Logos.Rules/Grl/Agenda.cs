using System.Numerics;

namespace Logos.Rules.Grl;

/// <summary>The rules that may fire, one bit each, in the order of their rank: the first bit is the next rule.</summary>
internal sealed class Agenda(int rules)
{
    private readonly ulong[] _words = new ulong[(rules + 63) / 64];
    private int _from;

    public void Reset(Agenda initial)
    {
        initial._words.CopyTo(_words, 0);
        _from = 0;
    }

    public void Set(int rank)
    {
        _words[rank >> 6] |= 1UL << (rank & 63);
        _from = Math.Min(_from, rank >> 6);
    }

    public void Clear(int rank) => _words[rank >> 6] &= ~(1UL << (rank & 63));

    /// <returns>-1 when no rule may fire.</returns>
    public int First()
    {
        for (; _from < _words.Length; _from++)
        {
            if (_words[_from] != 0)
                return (_from << 6) + BitOperations.TrailingZeroCount(_words[_from]);
        }

        return -1;
    }
}
