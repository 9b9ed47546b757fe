using Logos.Core.Work;

namespace Logos.Core.Messages;

/// <summary>What travels to a worker at once: one task, or a bundle of small ones of one pool and one partition.</summary>
public sealed record TaskMessage(NodeTask First)
{
    /// <summary>The other tasks of a bundle. Each may run again without harm.</summary>
    public IReadOnlyList<NodeTask> Others { get; init; } = [];

    public int Count => 1 + Others.Count;

    public bool IsBundle => Others.Count > 0;

    public bool Quarantine => First.Quarantine;

    public int Partition => First.Partition;

    public NodeTask this[int index] => index == 0 ? First : Others[index - 1];

    public static implicit operator TaskMessage(NodeTask task) => new(task);

    /// <returns>The tasks from one on, each as a message of its own.</returns>
    public IReadOnlyList<TaskMessage> Singly(int from)
    {
        var messages = new TaskMessage[Count - from];
        for (var i = from; i < Count; i++)
            messages[i - from] = this[i];
        return messages;
    }
}
