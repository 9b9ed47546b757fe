using System.Text;
using Logos.Adapters.RabbitMq;
using Logos.Adapters.RabbitMq.Bodies;
using Logos.Adapters.Tests.RabbitMq.Bodies;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Messages;
using Logos.Core.Work;
using RabbitMQ.Client;

namespace Logos.Adapters.Tests.RabbitMq;

/// <summary>What becomes of messages, and of queues that others meddle with.</summary>
[Collection(SharedRabbitMq.Name)]
[Trait("Needs", "rabbitmq")]
public sealed class RabbitMqMessageTests(RabbitMqFixture fixture) : IAsyncLifetime
{
    private readonly RabbitMqSetting _setting = new(fixture.Server);

    public ValueTask InitializeAsync() => default;

    public ValueTask DisposeAsync() => _setting.DisposeAsync();

    [Fact]
    public async Task What_waits_is_counted_by_the_names_of_its_queues()
    {
        var broker = await _setting.ConnectAsync();
        for (var number = 1; number <= 3; number++)
            await Tasks.PublishAsync(broker, number);
        await broker.PublishAsync([Tasks.Of(4) with { Quarantine = true }], Wait.Token).InTime();

        // A quorum queue counts what it has confirmed a moment later.
        IReadOnlyDictionary<string, long> depths;
        do
            depths = await broker.CountAsync(Wait.Token).InTime();
        while (depths["node.io.tasks"] + depths["node.io.quarantine"] < 4);

        Assert.Equal(11, depths.Count);
        Assert.Equal((3, 1, 0, 0), (depths["node.io.tasks"], depths["node.io.quarantine"], depths["node.rule.tasks"], depths["node.dead"]));
    }

    [Theory]
    [InlineData("node.io.tasks", "no task at all", RabbitMqCodes.MessageUnreadable)]
    [InlineData("node.io.tasks", """{"v":2,"tasks":[]}""", RabbitMqCodes.MessageOfLaterVersion)]
    [InlineData("graph.partition.0", """{"v":7,"kind":"ended"}""", RabbitMqCodes.MessageOfLaterVersion)]
    public async Task What_nobody_can_read_lies_with_the_dead_with_its_reason_and_holds_nobody_up(string queue, string body, string code)
    {
        var broker = await _setting.ConnectAsync();
        await _setting.AsOperatorAsync(async channel =>
        {
            var properties = new BasicProperties { Headers = new Dictionary<string, object?> { [MessageHeaders.Execution] = "of-somebody" } };
            await channel.BasicPublishAsync("", _setting.Name(queue), mandatory: true, properties, Encoding.UTF8.GetBytes(body));
        });
        await using (var tasks = broker.OpenQueue(Pool.Io, quarantine: false, prefetch: 1))
        await using (var inbox = broker.OpenInbox(0))
        {
            await Tasks.PublishAsync(broker, 3);
            await broker.ReportAsync(0, [new Report.Released(Tasks.Execution, new(4, -1, 1))], Wait.Token).InTime();
            Assert.Equal(3, Tasks.Number(await tasks.ReadAsync(Wait.Token).InTime()));
            Assert.Equal(4, Assert.Single(await inbox.ReadAsync(10, Wait.Token).InTime()).Message.Task.Node);
            await UntilAsync("node.dead", messages: 1);
        }

        var dead = Assert.Single(await _setting.TakeAllAsync("node.dead"));
        Assert.Equal(body, Encoding.UTF8.GetString(dead.Body.Span));
        var headers = dead.BasicProperties.Headers;
        Assert.Equal((code, _setting.Name(queue), "of-somebody"), (MessageHeaders.Text(headers, MessageHeaders.Code), MessageHeaders.Text(headers, MessageHeaders.Queue), MessageHeaders.Text(headers, MessageHeaders.Execution)));
        Assert.NotEmpty(MessageHeaders.Text(headers, MessageHeaders.Reason)!);
        Assert.True(dead.BasicProperties.Persistent);
        // It was acknowledged: the next reader does not find it again.
        Assert.DoesNotContain(await _setting.TakeAllAsync(queue), left => Encoding.UTF8.GetString(left.Body.Span) == body);
    }

    [Fact]
    public async Task A_message_tells_what_it_is_without_being_read()
    {
        var broker = await _setting.ConnectAsync(options => options with { RequestId = () => "req-1" });
        var task = Tasks.Of(3) with { Key = new(2, 3, 4), TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" };
        await broker.PublishAsync([task, new(task) { Others = [task] }], Wait.Token).InTime();
        await broker.ReportAsync(1, [new Report.Claimed(Tasks.Execution, task.Key, "w"), new Report.Wake()], Wait.Token).InTime();
        var (single, bundle) = (await _setting.TakeAllAsync("node.io.tasks")) is [var first, var second] ? (first, second) : throw new InvalidOperationException("two were published");
        Assert.Equal(("task", "bundle"), (MessageHeaders.Text(single.BasicProperties.Headers, MessageHeaders.Kind), MessageHeaders.Text(bundle.BasicProperties.Headers, MessageHeaders.Kind)));
        foreach (var message in new[] { single, bundle })
        {
            var headers = message.BasicProperties.Headers;
            Assert.Equal((Tasks.Execution.ToString(), "4", "req-1", task.TraceParent), (MessageHeaders.Text(headers, "logos-execution"), MessageHeaders.Text(headers, "logos-attempt"), MessageHeaders.Text(headers, "X-Request-ID"), MessageHeaders.Text(headers, "traceparent")));
            Assert.True(message.BasicProperties.Persistent);
            Assert.Equal("application/json", message.BasicProperties.ContentType);
        }

        var reports = await _setting.TakeAllAsync("graph.partition.1");
        Assert.Equal(["claimed", "wake"], reports.Select(report => MessageHeaders.Text(report.BasicProperties.Headers, MessageHeaders.Kind)));
        Assert.Equal([_setting.Name("results.aggregation"), _setting.Name("graph.orchestration")], reports.Select(report => report.Exchange));
        Assert.All(reports, report => Assert.Equal("req-1", MessageHeaders.Text(report.BasicProperties.Headers, "X-Request-ID")));
    }

    [Fact]
    public async Task Whoever_asked_for_an_execution_stands_on_its_messages_before_whoever_asks_now()
    {
        var broker = await _setting.ConnectAsync(options => options with { RequestId = () => "now" });
        var task = Tasks.Of(3) with { RequestId = "asked" };
        await broker.PublishAsync([task], Wait.Token).InTime();
        await broker.ReportAsync(1, [new Report.Claimed(Tasks.Execution, task.Key, "w") { RequestId = task.RequestId }, new Report.Wake()], Wait.Token).InTime();

        var messages = (await _setting.TakeAllAsync("node.io.tasks")).Concat(await _setting.TakeAllAsync("graph.partition.1"));

        Assert.Equal(["asked", "asked", "now"], messages.Select(message => MessageHeaders.Text(message.BasicProperties.Headers, "X-Request-ID")));
    }

    [Fact]
    public async Task A_submission_rests_in_no_queue_and_is_heard_by_who_owns_its_partition_now()
    {
        var (gateway, first, second) = (await _setting.ConnectAsync(), await _setting.ConnectAsync(), await _setting.ConnectAsync());
        var submission = BodySamples.Submission with { Head = BodySamples.Submission.Head with { Partition = 1 } };
        // Nobody listens: it is in the store.
        await gateway.ReportAsync(1, [new Report.Wake(submission)], Wait.Token).InTime();
        await using (var inbox = first.OpenInbox(1))
            await UntilHeardAsync(inbox);
        await using var next = second.OpenInbox(1);
        await UntilHeardAsync(next);
        Assert.Empty(await _setting.TakeAllAsync("graph.partition.1"));

        async Task UntilHeardAsync(IInbox inbox)
        {
            var reading = inbox.ReadAsync(10, Wait.Token).InTime();
            while (!reading.IsCompleted)
            {
                await gateway.ReportAsync(1, [new Report.Wake(submission)], Wait.Token).InTime();
                await gateway.CountAsync(Wait.Token).InTime();
            }

            Assert.All(await reading, delivery => Assert.Equal(submission.Head.Id, Assert.IsType<Report.Wake>(delivery.Message).Submission!.Head.Id));
        }
    }

    [Fact]
    public async Task A_message_that_the_server_refuses_is_not_taken_for_safe()
    {
        var broker = await _setting.ConnectAsync();
        await fixture.Server.ControlAsync("set_policy", "full", $"^{_setting.Name("node.io.tasks")}$", """{"max-length":1,"overflow":"reject-publish"}""", "--apply-to", "queues");
        try
        {
            // A quorum queue counts its length late: some more may be taken.
            var refused = await Assert.ThrowsAsync<BrokerUnavailableException>(async () =>
            {
                for (var i = 0; i < 1_000; i++)
                    await Tasks.PublishAsync(broker, i);
            });
            Assert.Contains(RabbitMqCodes.BrokerNotTaking, refused.Message);
            // Others' messages go their way.
            await broker.ReportAsync(0, [new Report.Released(Tasks.Execution, new(4, -1, 1))], Wait.Token).InTime();
            Assert.True(broker.IsConnected);
        }
        finally
        {
            await fixture.Server.ControlAsync("clear_policy", "full");
        }
    }

    [Fact]
    public async Task A_queue_that_was_deleted_under_a_reader_counts_as_lost_for_everybody()
    {
        var worker = await _setting.ConnectAsync();
        var owner = await _setting.ConnectAsync();
        await using var queue = worker.OpenQueue(Pool.Io, quarantine: false, prefetch: 1);
        await Tasks.PublishAsync(owner, 1);
        await queue.ReadAsync(Wait.Token).InTime();
        await Tasks.PublishAsync(owner, 2);
        await _setting.AsOperatorAsync(channel => channel.QueueDeleteAsync(_setting.Name("node.io.tasks"), ifUnused: false, ifEmpty: false));
        // The owner reads nothing of it, and has published to it before it was gone: it hears of it all the same.
        await Wait.UntilAsync(() => worker.Generation == 2 && owner.Generation == 2);
        await Wait.UntilConnectedAsync(worker);
        await Tasks.PublishAsync(owner, 3);
        Assert.Equal(3, Tasks.Number(await queue.ReadAsync(Wait.Token).InTime()));
        Assert.Equal(2, _setting.Generation);
    }

    [Fact]
    public async Task A_queue_that_was_deleted_before_something_is_published_counts_as_lost()
    {
        var broker = await _setting.ConnectAsync();
        await _setting.AsOperatorAsync(channel => channel.QueueDeleteAsync(_setting.Name("graph.partition.3"), ifUnused: false, ifEmpty: false));
        await Assert.ThrowsAsync<BrokerUnavailableException>(() => broker.ReportAsync(3, [new Report.Released(Tasks.Execution, new(4, -1, 1))], Wait.Token).InTime());
        await Wait.UntilAsync(() => broker.Generation == 2);
        await Wait.UntilConnectedAsync(broker);
        await broker.ReportAsync(3, [new Report.Released(Tasks.Execution, new(4, -1, 1))], Wait.Token).InTime();
    }

    [Fact]
    public async Task A_broker_that_has_lost_everything_has_one_new_generation_however_many_connect_at_once()
    {
        var brokers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => _setting.ConnectAsync()));
        Assert.All(brokers, broker => Assert.Equal(1, broker.Generation));
        Assert.Equal(1, _setting.Generation);
    }

    [Fact]
    public async Task What_was_taken_from_a_connection_that_ended_is_not_acknowledged_on_the_next()
    {
        var broker = await _setting.ConnectAsync();
        var queue = broker.OpenQueue(Pool.Io, quarantine: false, prefetch: 2);
        await Tasks.PublishAsync(broker, 1);
        await Tasks.PublishAsync(broker, 2);
        var first = await queue.ReadAsync(Wait.Token).InTime();
        await fixture.Server.ControlAsync("close_all_connections", "they go");
        await UntilAsync("node.io.tasks", messages: 0, consumers: 1);
        var again = await queue.ReadAsync(Wait.Token).InTime();
        var other = await queue.ReadAsync(Wait.Token).InTime();
        Assert.Equal([1, 2], new[] { Tasks.Number(again), Tasks.Number(other) }.Order());
        // Both were handed out, whether somebody had begun them or not.
        Assert.Equal((1, 1), (again.Redeliveries, other.Redeliveries));
        // The server counts from 1 again: the number of old is that of one of these.
        await queue.AckAsync(first, Wait.Token).InTime();
        await queue.DisposeAsync();
        Assert.Equal(2, (await _setting.TakeAllAsync("node.io.tasks")).Count);
    }

    [Fact]
    public async Task More_than_the_window_may_be_published_at_once()
    {
        var broker = await _setting.ConnectAsync(options => options with { Window = 8 });
        await Task.WhenAll(Enumerable.Range(0, 10).Select(part => broker.PublishAsync([.. Enumerable.Range(part * 50, 50).Select(i => (TaskMessage)Tasks.Of(i))], Wait.Token).AsTask())).InTime();
        var got = (await _setting.TakeAllAsync("node.io.tasks")).Select(message => TaskBody.Read(message.Body.Span).First.Key.Item).ToList();
        Assert.Equal(Enumerable.Range(0, 500), got.Order());
        foreach (var part in got.GroupBy(number => number / 50))
            Assert.Equal(part.Order(), part);
    }

    [Fact]
    public async Task A_buried_task_says_why_without_being_read()
    {
        var broker = await _setting.ConnectAsync();
        await broker.BuryAsync(Tasks.Execution, new(2, 7, 3), new("LGS3001", FailureKind.Permanent, "it took its workers down"), Wait.Token).InTime();
        var headers = Assert.Single(await _setting.TakeAllAsync("node.dead")).BasicProperties.Headers;
        Assert.Equal(("buried", "LGS3001", "it took its workers down", "3"), (MessageHeaders.Text(headers, MessageHeaders.Kind), MessageHeaders.Text(headers, MessageHeaders.Code), MessageHeaders.Text(headers, MessageHeaders.Reason), MessageHeaders.Text(headers, MessageHeaders.Attempt)));
    }

    [Fact]
    public async Task A_reader_that_is_closed_reads_no_more_and_gives_back_what_it_has()
    {
        var broker = await _setting.ConnectAsync();
        var queue = broker.OpenQueue(Pool.Io, quarantine: false, prefetch: 1);
        await Tasks.PublishAsync(broker, 1);
        await queue.ReadAsync(Wait.Token).InTime();
        var waiting = queue.ReadAsync(Wait.Token).AsTask();
        await queue.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => waiting.InTime());
        await queue.DisposeAsync();
        Assert.Single(await _setting.TakeAllAsync("node.io.tasks"));
    }

    /// <summary>Waits until that many messages lie ready in a queue, and that many consumers read it.</summary>
    private Task UntilAsync(string queue, uint messages, uint consumers = 0) => _setting.AsOperatorAsync(async channel =>
    {
        while (await channel.QueueDeclarePassiveAsync(_setting.Name(queue), Wait.Token) is var found && (found.MessageCount, found.ConsumerCount) != (messages, consumers))
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Wait.Token);
    }).InTime();
}
