using Logos.Core.Messages;

namespace Logos.Core.Orchestration;

/// <summary>
/// What waits in the store for an owner, as far as the owner knows of it: by its own look, or from the wake-up that brought
/// it. Whoever begins something twice by that is told so by the store; here it is only made rare.
/// </summary>
internal sealed class Backlog(OrchestrationOptions options)
{
    private const int MostArrived = 1_024;
    private const int MostTaken = 2_048;

    private readonly Queue<Submission> _found = new();
    private readonly Queue<Submission> _arrived = new();
    private readonly Queue<Command> _commands = new();
    private readonly HashSet<Guid> _queued = [];

    // Also of an ownership before: a wake-up may come late.
    private readonly HashSet<Guid> _taken = [];
    private readonly Queue<Guid> _takenInOrder = new();

    public int Count => _found.Count + _arrived.Count + _commands.Count;

    /// <summary>What the last look has found is worked off.</summary>
    public bool MayLook => _found.Count + _commands.Count == 0;

    public void Clear()
    {
        _found.Clear();
        _arrived.Clear();
        _commands.Clear();
        _queued.Clear();
    }

    /// <returns>False when it does not say what waits, or too much does: then the store has to be looked at.</returns>
    public bool TryAdd(Report.Wake wake)
    {
        if (wake.Submission is not { } submission)
            return false;
        if (_taken.Contains(submission.Head.Id) || _queued.Contains(submission.Head.Id))
            return true;
        if (_arrived.Count == MostArrived)
            return false;
        _arrived.Enqueue(submission);
        _queued.Add(submission.Head.Id);
        return true;
    }

    /// <param name="waiting">What a look has found.</param>
    /// <param name="isStranded">What has no graph comes last.</param>
    /// <returns>Whether there is more than was taken.</returns>
    public bool Add(Waiting waiting, Func<Guid, bool> isStranded)
    {
        // A few turns' worth, so that a command is heard before the last of a million submissions.
        var most = 16 * options.TakeAtMost;
        // And what somebody asks for comes first: a command finds what it is for, wherever in line that stood.
        var asked = waiting.Commands.Take(most).Select(command => command.Execution).ToHashSet();
        Submission? last = null;
        foreach (var submission in waiting.Submissions.OrderBy(each => (isStranded(each.Head.Id), !asked.Contains(each.Head.Id))).Take(most))
        {
            last = submission;
            if (_queued.Add(submission.Head.Id))
                _found.Enqueue(submission);
        }

        foreach (var command in waiting.Commands.Take(most))
            _commands.Enqueue(command);
        return waiting.Commands.Count > most || (waiting.Submissions.Count > most && !isStranded(last!.Head.Id));
    }

    public Waiting Next()
    {
        if (Count == 0)
            return Waiting.Nothing;
        var (submissions, bytes) = (new List<Submission>(), 0L);
        Take(_found, submissions, _ => true, Weight.Of, ref bytes);
        Take(_arrived, submissions, _ => true, Weight.Of, ref bytes);
        foreach (var submission in submissions)
            Note(submission.Head.Id);
        var commands = new List<Command>();
        bytes = 0;
        Take(_commands, commands, command => !_queued.Contains(command.Execution), command => Weight.Of(command.Payload), ref bytes);
        return new(submissions, commands);
    }

    private void Take<T>(Queue<T> waiting, List<T> taken, Func<T, bool> mayCome, Func<T, long> weigh, ref long bytes)
    {
        while (taken.Count < options.TakeAtMost && bytes < options.TurnBytes / 2 && waiting.TryPeek(out var next) && mayCome(next))
        {
            taken.Add(waiting.Dequeue());
            bytes += weigh(next);
        }
    }

    private void Note(Guid submission)
    {
        _queued.Remove(submission);
        if (!_taken.Add(submission))
            return;
        _takenInOrder.Enqueue(submission);
        if (_takenInOrder.Count > MostTaken)
            _taken.Remove(_takenInOrder.Dequeue());
    }
}
