using System.Numerics;

namespace Logos.Rules.Grl;

/// <summary>The rules of one group that may fire, one bit each, in the order of their rank: the first bit is the next rule.</summary>
internal sealed class Agenda(IReadOnlyList<RuleProgram> members)
{
    private readonly ulong[] _words = new ulong[(members.Count + 63) / 64];
    private int _from;

    public void Reset(Agenda initial)
    {
        initial._words.CopyTo(_words, 0);
        _from = 0;
    }

    public void Set(RuleProgram member)
    {
        _words[member.Place >> 6] |= 1UL << (member.Place & 63);
        _from = Math.Min(_from, member.Place >> 6);
    }

    public void Clear(RuleProgram member) => _words[member.Place >> 6] &= ~(1UL << (member.Place & 63));

    /// <returns>Null when no rule may fire.</returns>
    public RuleProgram? First()
    {
        for (; _from < _words.Length; _from++)
        {
            if (_words[_from] != 0)
                return members[(_from << 6) + BitOperations.TrailingZeroCount(_words[_from])];
        }

        return null;
    }
}
