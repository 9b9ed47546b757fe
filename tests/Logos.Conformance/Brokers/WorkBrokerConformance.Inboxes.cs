using Logos.Conformance.Stores;
using Logos.Core.Executions;
using Logos.Core.Messages;
using Logos.Rules.Values;

namespace Logos.Conformance.Brokers;

public abstract partial class WorkBrokerConformance
{
    [Fact]
    public async Task Every_report_arrives_as_it_was_told_in_its_order()
    {
        var (execution, task) = (Guid.CreateVersion7(), new TaskKey(2, 5, 3, TaskPurpose.Compensate));
        Report[] told =
        [
            new Report.Claimed(execution, task, "worker-1"),
            new Report.Beat(execution, task, ValueMap.From([new("page", 3)])),
            new Report.Released(execution, task),
            new Report.Wake(),
            new Report.Ended(execution, task, [TaskSamples.Outcome(2), TaskSamples.Outcome(3, good: false)]) { TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" },
        ];
        await _broker.ReportAsync(0, told, Guard.Token).InTime();
        await using var inbox = _broker.OpenInbox(0);
        var heard = (await ReadAsync(inbox, told.Length)).Select(d => d.Message).ToArray();
        Assert.Equal(told[..4], heard[..4]);
        var ended = Assert.IsType<Report.Ended>(heard[4]);
        Assert.Equal((execution, task, ((Report.Ended)told[4]).TraceParent), (ended.Execution, ended.Task, ended.TraceParent));
        Assert.Equal(((Report.Ended)told[4]).Steps, ended.Steps);
    }

    [Fact]
    public async Task Who_is_woken_for_a_submission_hears_which()
    {
        var submission = StoreSamples.Submission(StoreSamples.Head());
        await using var inbox = _broker.OpenInbox(0);
        // Who has only just begun to listen may miss it.
        for (var attempt = 0; attempt < 1_000; attempt++)
        {
            await _broker.ReportAsync(0, [new Report.Wake(submission)], Guard.Token).InTime();
            await ReportAsync(0, attempt);
            List<Report> heard = [];
            while (!heard.Exists(report => report is Report.Released or Report.Ended))
                heard.AddRange((await inbox.ReadAsync(10, Guard.Token).InTime()).Select(delivery => delivery.Message));
            if (heard.OfType<Report.Wake>().FirstOrDefault() is not { Submission: var told })
                continue;
            Assert.NotNull(told);
            Assert.Equal(StoreSamples.ByValue(submission.Head), StoreSamples.ByValue(told.Head));
            Assert.Equal((submission.Deadline, submission.Seeds.Count), (told.Deadline, told.Seeds.Count));
            return;
        }

        Assert.Fail("it never arrived");
    }

    [Fact]
    public async Task A_partition_hears_only_its_own()
    {
        await ReportAsync(1, 10);
        await ReportAsync(2, 20);
        await using var first = _broker.OpenInbox(1);
        await using var second = _broker.OpenInbox(2);
        Assert.Equal(new[] { 10 }, Numbers(await ReadAsync(first, 1)));
        Assert.Equal(new[] { 20 }, Numbers(await ReadAsync(second, 1)));
    }

    [Fact]
    public async Task A_read_takes_no_more_than_it_asks_for()
    {
        for (var i = 0; i < 10; i++)
            await ReportAsync(0, i);
        await using var inbox = _broker.OpenInbox(0);
        Assert.Equal(Enumerable.Range(0, 10), Numbers(await ReadAsync(inbox, 10, max: 4)));
    }

    [Fact]
    public async Task Reports_that_were_not_acknowledged_come_again_to_the_next_owner()
    {
        for (var i = 0; i < 4; i++)
            await ReportAsync(0, i);
        await using (var inbox = _broker.OpenInbox(0))
        {
            var heard = await ReadAsync(inbox, 4);
            await inbox.AckAsync([heard[0], heard[2]], Guard.Token).InTime();
        }

        await using var next = _broker.OpenInbox(0);
        var again = await ReadAsync(next, 2);
        Assert.Equal(new[] { 1, 3 }, Numbers(again).Order());
        Assert.All(again, d => Assert.Equal(1, d.Redeliveries));
    }

    [Fact]
    public async Task What_has_ended_together_comes_again_as_long_as_not_all_of_it_is_acknowledged()
    {
        var told = Enumerable.Range(0, 50).Select(i => new Report.Ended(Guid.Empty, new(i, -1, 1), [TaskSamples.Outcome(i)])).ToArray();
        await _broker.ReportAsync(0, told, Guard.Token).InTime();
        await using (var inbox = _broker.OpenInbox(0))
        {
            var some = await ReadAsync(inbox, 20, max: 20);
            Assert.Equal(Enumerable.Range(0, 20), Numbers(some));
            await inbox.AckAsync(some, Guard.Token).InTime();
        }

        // A broker may forget what is acknowledged, or keep what travelled together; what was not acknowledged it has.
        await using (var next = _broker.OpenInbox(0))
        {
            var rest = new List<Delivery<Report>>();
            while (rest.Count == 0 || Numbers(rest)[^1] < 49)
                rest.AddRange(await next.ReadAsync(7, Guard.Token).InTime());
            Assert.Equal(Enumerable.Range(20, 30), Numbers(rest).Where(number => number >= 20));
            await next.AckAsync(rest, Guard.Token).InTime();
        }

        await using var last = _broker.OpenInbox(0);
        await ReportAsync(0, 99);
        Assert.Equal(new[] { 99 }, Numbers(await ReadAsync(last, 1)));
    }

    [Fact]
    public async Task A_read_of_an_inbox_that_was_cancelled_takes_nothing_with_it()
    {
        await using var inbox = _broker.OpenInbox(0);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Guard.Token);
        var reading = inbox.ReadAsync(10, stop.Token).AsTask();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading.InTime());
        await ReportAsync(0, 7);
        Assert.Equal(new[] { 7 }, Numbers(await ReadAsync(inbox, 1)));
    }

    [Fact]
    public async Task Reports_of_many_workers_all_arrive_each_workers_own_in_order()
    {
        const int Workers = 4;
        const int Each = 100;
        var telling = Task.WhenAll(Enumerable.Range(0, Workers).Select(worker => Task.Run(
            async () =>
            {
                for (var i = 0; i < Each; i++)
                    await ReportAsync(0, (worker * Each) + i);
            },
            Guard.Token)));
        await using var inbox = _broker.OpenInbox(0);
        var heard = Numbers(await ReadAsync(inbox, Workers * Each, max: 64));
        await telling.InTime();
        foreach (var ofWorker in heard.GroupBy(n => n / Each))
            Assert.Equal(Enumerable.Range(ofWorker.Key * Each, Each), ofWorker);
    }

    private Task ReportAsync(int partition, int number) =>
        _broker.ReportAsync(partition, [new Report.Released(Guid.Empty, new(number, -1, 1))], Guard.Token).InTime();

    private static int[] Numbers(IEnumerable<Delivery<Report>> deliveries) => [.. deliveries.Select(d => d.Message.Task.Node)];

    private static async Task<List<Delivery<Report>>> ReadAsync(IInbox inbox, int count, int max = 512)
    {
        var heard = new List<Delivery<Report>>();
        while (heard.Count < count)
        {
            var some = await inbox.ReadAsync(max, Guard.Token).InTime();
            Assert.InRange(some.Count, 1, max);
            heard.AddRange(some);
        }

        Assert.Equal(count, heard.Count);
        return heard;
    }
}
