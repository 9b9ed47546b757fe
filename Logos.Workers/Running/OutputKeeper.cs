using Logos.Core.Blobs;
using Logos.Core.Executions;
using Logos.Core.Orchestration;
using Logos.Core.Work;
using Logos.Workers.Faults;

namespace Logos.Workers.Running;

/// <summary>
/// Brings an output that is too large for a row to the blobs. What the handler did is done by then: where there is no
/// room it is the write that is tried again, and never the handler.
/// </summary>
internal sealed class OutputKeeper(LargeValues values, TimeProvider clock)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100), LongestPause = TimeSpan.FromSeconds(5);

    public ValueTask<Outcome> KeepAsync(NodeTask task, int index, Outcome outcome, CancellationToken stop) =>
        outcome is Outcome.Succeeded { Output: { IsInline: true, Length: > Payload.MaxInline } } large ? KeepLargeAsync(task, index, large, stop) : new(outcome);

    private async ValueTask<Outcome> KeepLargeAsync(NodeTask task, int index, Outcome.Succeeded large, CancellationToken stop)
    {
        // What undoing yields is recorded nowhere.
        if (task.Key.Purpose == TaskPurpose.Compensate)
            return large with { Output = Payload.Null };
        var owner = new LargeValues.Owner(task.Execution, task.Steps[index].Id, task.Key.Item, index == 0 ? task.Key.Attempt : task.Steps[index].Attempt);
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                return large with { Output = await values.KeepAsync(large.Output, owner, stop).ConfigureAwait(false) };
            }
            catch (StoreUnavailableException)
            {
                await Task.Delay(pause, clock, stop).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                return new Outcome.Failed(new(WorkersCodes.ValueNotKept, FailureKind.Transient, $"its output of {large.Output.Length} bytes could not be kept: {exception.Message}"));
            }
        }
    }
}
