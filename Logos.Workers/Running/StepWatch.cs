using Logos.Core.Work;
using Logos.Rules.Values;

namespace Logos.Workers.Running;

/// <summary>Passes on what a handler tells, until its step is over.</summary>
internal sealed class StepWatch(TaskWatch watch, TaskStep step, Masker masker)
{
    public static readonly Action<Value> Nobody = _ => { };

    private volatile bool _over;

    public void Progress(Value value) => Tell(watch.Progress, value);

    public void Beat(Value value) => Tell(watch.Beat, value);

    // A handler that was left behind may go on telling: nobody should take it for the next attempt.
    public void End() => _over = true;

    private void Tell(Action<TaskStep, Value>? listener, Value value)
    {
        if (!_over)
            listener?.Invoke(step, masker.Mask(value));
    }
}
