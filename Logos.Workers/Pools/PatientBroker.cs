using Logos.Core.Messages;

namespace Logos.Workers.Pools;

/// <summary>Says it again to a broker that is away, until it has it or the worker goes down.</summary>
/// <param name="down">From then on everything is said once more, and not again.</param>
internal sealed class PatientBroker(IWorkBroker broker, TimeProvider clock, CancellationToken down)
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    /// <exception cref="OperationCanceledException">The worker goes down, and the broker is still away.</exception>
    public Task PublishAsync(IReadOnlyList<TaskMessage> messages) => UntilTakenAsync(() => broker.PublishAsync(messages, CancellationToken.None));

    /// <exception cref="OperationCanceledException">The worker goes down, and the broker is still away.</exception>
    public Task ReportAsync(int partition, params IReadOnlyList<Report> reports) => UntilTakenAsync(() => broker.ReportAsync(partition, reports, CancellationToken.None));

    /// <summary>Best effort: the next one follows soon.</summary>
    public async Task BeatAsync(int partition, Report.Beat beat)
    {
        try
        {
            await broker.ReportAsync(partition, [beat], CancellationToken.None);
        }
        catch (BrokerUnavailableException)
        {
            // An owner that hears nobody takes nobody for silent.
        }
    }

    public static async Task AckAsync(ITaskQueue queue, Delivery<TaskMessage> delivery)
    {
        try
        {
            await queue.AckAsync(delivery, CancellationToken.None);
        }
        catch (BrokerUnavailableException)
        {
            // All that it came to has been told: when it comes again, its owner knows the outcome.
        }
    }

    /// <returns>Null when there was nothing to be had, since the broker is away.</returns>
    public async Task<Delivery<TaskMessage>?> ReadAsync(ITaskQueue queue, CancellationToken cancellationToken)
    {
        try
        {
            return await queue.ReadAsync(cancellationToken);
        }
        catch (BrokerUnavailableException)
        {
            await Task.Delay(Shortest, clock, cancellationToken);
            return null;
        }
    }

    private async Task UntilTakenAsync(Func<ValueTask> say)
    {
        for (var wait = Shortest; ; wait = wait * 2 < Longest ? wait * 2 : Longest)
        {
            try
            {
                await say();
                return;
            }
            catch (BrokerUnavailableException)
            {
                await Task.Delay(wait, clock, down);
            }
        }
    }
}
