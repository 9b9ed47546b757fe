using Logos.Core.Executions;
using Logos.Core.Work;

namespace Logos.Core.Orchestration;

/// <summary>Trees whose changes no record can hold. Nothing of such a turn was committed: the tree fails instead, and if even that is too much, it is left alone.</summary>
internal sealed class Overgrown
{
    private const int Tries = 2;

    /// <summary>So many turns that went well, and the search for the one at fault is over.</summary>
    private const int TurnsOfSearch = 64;

    private readonly Dictionary<Guid, int> _times = [];

    private int _turns;

    /// <summary>The one that is to fail in this life of the owner.</summary>
    public Guid Failing { get; private set; }

    /// <summary>Each tree is recorded alone, so that the one at fault is known.</summary>
    public bool Alone { get; private set; }

    public static Failure Failure { get; } = new(ExecutionCodes.Overgrown, FailureKind.Permanent, "what changed at once in the execution and all that it started is more than a record holds");

    public void Note(Guid root)
    {
        Failing = root;
        _turns = 0;
        if (root == Guid.Empty)
            Alone = true;
        else
            _times[root] = _times.GetValueOrDefault(root) + 1;
    }

    public void Calm() => Failing = Guid.Empty;

    /// <summary>A turn is durable. A commit for each tree is slow: it is not for ever.</summary>
    public void NoteDone()
    {
        if (Alone && ++_turns >= TurnsOfSearch)
            Alone = false;
    }

    public bool IsLeftAlone(Guid root) => _times.GetValueOrDefault(root) > Tries;
}

/// <param name="root">Empty when it is one of several.</param>
internal sealed class OvergrownException(Guid root) : Exception
{
    public Guid Root => root;
}
