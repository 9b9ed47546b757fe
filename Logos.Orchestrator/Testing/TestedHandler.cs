using Logos.Core.Work;
using Logos.Orchestrator.Faults;

namespace Logos.Orchestrator.Testing;

/// <summary>Stands before the handler of a type: writes down each call, and does what the test says instead.</summary>
/// <param name="real">Null for a type that reaches outside, and has to be stubbed.</param>
internal sealed class TestedHandler(string type, INodeHandler? real, StubBook book, TestClock clock, Stillness stillness) : INodeHandler
{
    public async Task<NodeResult> RunAsync(NodeContext context, CancellationToken cancellationToken)
    {
        var stub = book.Take(context, type, clock.GetUtcNow());
        if (stub is null && real is null)
            return new Failure(HostCodes.NoStub, FailureKind.Permanent, $"the node `{context.Node}` of type `{type}` reaches outside, and the test has no stub for it");
        if (stub is null)
        {
            TestClock.EnterHandler();
            return await real!.RunAsync(context, cancellationToken).ConfigureAwait(false);
        }

        if (stub is Stub.Hangs || stub.Delay > TimeSpan.Zero)
            await WaitAsync(stub is Stub.Hangs ? Timeout.InfiniteTimeSpan : stub.Delay, cancellationToken).ConfigureAwait(false);
        return stub switch
        {
            Stub.Yields yields => yields.Result,
            Stub.Computes computes => computes.Compute(context),
            // A sequence is taken apart before it comes here, and what hangs ends by a cancellation, which is thrown.
            _ => throw new InvalidOperationException($"The stub of `{context.Node}` yields nothing."),
        };
    }

    private async Task WaitAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        var over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        stillness.Wait(+1);
        // It counts as busy again before anything follows from it, or the clock would jump on.
        await using var timer = clock.CreateTimer(_ => End(cancelled: false), null, time, Timeout.InfiniteTimeSpan);
        await using var stop = cancellationToken.UnsafeRegister(_ => End(cancelled: true), null);
        await over.Task.ConfigureAwait(false);

        void End(bool cancelled)
        {
            lock (over)
            {
                if (over.Task.IsCompleted)
                    return;
                stillness.Wait(-1);
                if (cancelled)
                    over.SetCanceled(cancellationToken);
                else
                    over.SetResult();
            }
        }
    }
}
