using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Logos.Adapters.RabbitMq;
using Logos.Adapters.RabbitMq.Bodies;
using Logos.Core.Executions;
using Logos.Core.Messages;
using Logos.Core.Work;
using Logos.Rules.Values;

namespace Logos.Adapters.Tests.RabbitMq.Bodies;

public sealed class BodyTests
{
    public static TheoryData<string> TaskNames => [.. BodySamples.Messages.Keys];

    public static TheoryData<string> ReportNames => [.. BodySamples.Reports.Keys];

    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Theory]
    [MemberData(nameof(TaskNames))]
    public void A_task_is_written_as_it_always_was_and_read_as_it_was_meant(string name)
    {
        var message = BodySamples.Messages[name];
        var body = TaskBody.Write(message);
        Golden.Verify($"{name}.json", body);
        var read = TaskBody.Read(body);
        Assert.Equal(message.Count, read.Count);
        for (var i = 0; i < message.Count; i++)
            AssertSame(message[i], read[i]);
        Assert.Equal(body, TaskBody.Write(read));
    }

    [Theory]
    [MemberData(nameof(ReportNames))]
    public void A_report_is_written_as_it_always_was_and_read_as_it_was_meant(string name)
    {
        var report = BodySamples.Reports[name];
        var body = ReportBodies.Write([report]);
        Golden.Verify($"{name}.json", body);
        var read = Assert.Single(ReportBodies.Read(body));
        Assert.Equal(body, ReportBodies.Write([read]));
        if (report is Report.Ended ended)
        {
            var readEnded = Assert.IsType<Report.Ended>(read);
            Assert.Equal(ended.Steps, readEnded.Steps);
            Assert.Equal(ended.TraceParent, readEnded.TraceParent);
        }
        else if (report is not Report.Wake { Submission: not null })
        {
            Assert.Equal(report, read);
        }
    }

    [Fact]
    public void A_submission_comes_with_its_wake_up_as_it_was()
    {
        var read = Assert.IsType<Report.Wake>(Assert.Single(ReportBodies.Read(ReportBodies.Write([BodySamples.Reports["wake-submission"]])))).Submission!;
        var (head, was) = (read.Head, BodySamples.Submission.Head);
        Assert.Equal(was with { Tags = head.Tags }, head);
        Assert.Equal(was.Tags, head.Tags);
        Assert.Equal(BodySamples.Submission.Deadline, read.Deadline);
        Assert.Equal(BodySamples.Submission.Seeds, read.Seeds);
    }

    [Fact]
    public void A_large_submission_is_left_in_the_store()
    {
        var large = BodySamples.Submission with { Head = BodySamples.Submission.Head with { Inputs = Payload.Of(new string('x', 10_000)) } };
        Assert.Equal("""{"v":1,"kind":"wake"}""", Encoding.UTF8.GetString(ReportBodies.Write([new Report.Wake(large)])));
    }

    [Fact]
    public void A_submission_of_a_later_version_is_left_in_the_store()
    {
        var body = JsonNode.Parse(ReportBodies.Write([BodySamples.Reports["wake-submission"]]))!;
        var record = Convert.FromBase64String((string)body["submission"]!);
        record[0]++;
        body["submission"] = Convert.ToBase64String(record);
        Assert.Equal([new Report.Wake()], ReportBodies.Read(Encoding.UTF8.GetBytes(body.ToJsonString())));
    }

    [Theory]
    [InlineData("")]
    [InlineData("AA==")]
    [InlineData("BAEAAA==")]
    [InlineData("BAH/////////////")]
    public void What_is_no_submission_cannot_be_read(string record) =>
        Assert.Throws<UnreadableMessageException>(() => ReportBodies.Read(Encoding.UTF8.GetBytes($$"""{"v":1,"kind":"wake","submission":"{{record}}"}""")));

    [Fact]
    public void What_has_ended_together_is_one_message_and_nothing_else_is_put_together()
    {
        Report[] told = [BodySamples.Reports["claimed"], .. BodySamples.Ended, BodySamples.Reports["released"], BodySamples.Ended[0]];
        Assert.Equal([1, BodySamples.Ended.Count, 1, 1], ReportBodies.Pack(told).Select(bundle => bundle.Count));
        Assert.Equal(told, ReportBodies.Pack(told).SelectMany(bundle => bundle));
        var body = ReportBodies.Write(BodySamples.Ended);
        Golden.Verify("ended-bundle.json", body);
        var read = ReportBodies.Read(body);
        Assert.Equal(BodySamples.Ended.Select(report => (report.Execution, report.Task)), read.Select(report => (report.Execution, report.Task)));
        Assert.Equal(BodySamples.Ended.SelectMany(report => report.Steps), read.SelectMany(report => Assert.IsType<Report.Ended>(report).Steps));
        Assert.Equal(body, ReportBodies.Write(read));
    }

    [Fact]
    public void What_is_too_much_for_one_message_travels_in_several()
    {
        var large = Payload.Inline(Encoding.UTF8.GetBytes($"\"{new string('x', 50 * 1024)}\""));
        var report = BodySamples.Ended[0] with { Steps = [BodySamples.Ended[0].Steps[0] with { Outcome = new Outcome.Succeeded(large, Value.Null), Input = null }] };
        Assert.Equal([2, 2, 1], ReportBodies.Pack([report, report, report, report, report]).Select(bundle => bundle.Count));
    }

    [Fact]
    public void What_all_hear_and_what_is_buried_are_written_as_they_always_were()
    {
        var stop = ControlBodies.WriteStop([(BodySamples.Execution, BodySamples.Item), (BodySamples.Execution, BodySamples.Plain)]);
        var generation = ControlBodies.WriteGeneration(12);
        var failure = new Failure("LGS3001", FailureKind.Permanent, "it took its workers down");
        var buried = ControlBodies.WriteBuried(BodySamples.Execution, BodySamples.Plain, failure);
        Golden.Verify("stop.json", stop);
        Golden.Verify("generation.json", generation);
        Golden.Verify("buried.json", buried);
        Assert.Equal([(BodySamples.Execution, BodySamples.Item), (BodySamples.Execution, BodySamples.Plain)], ControlBodies.Read(stop).Stopped);
        Assert.Equal(12, ControlBodies.Read(generation).Generation);
        Assert.Equal((BodySamples.Execution, BodySamples.Plain, failure), ControlBodies.ReadBuried(buried));
    }

    [Fact]
    public void A_template_keeps_what_is_an_expression_and_what_only_looks_like_one()
    {
        var read = TemplateShape.Read(TemplateShape.Write(BodySamples.With));
        Assert.Equal(BodySamples.With.ToValue(), read.ToValue());
        Assert.Equal(BodySamples.With.Formulas.Select(f => (f.Text, f.IsBare)), read.Formulas.Select(f => (f.Text, f.IsBare)));
    }

    [Fact]
    public void The_expressions_of_a_node_are_compiled_once()
    {
        var (first, second) = (TaskBody.Read(TaskBody.Write(BodySamples.Full)), TaskBody.Read(TaskBody.Write(BodySamples.Full)));
        Assert.Same(first.First.Steps[0].With, second.First.Steps[0].With);
    }

    [Fact]
    public void Templates_without_end_are_not_all_remembered()
    {
        var known = new KnownTemplates();
        for (var i = 0; i < 5_000; i++)
            known.Read(new(Encoding.UTF8.GetBytes($$"""{"n":{{i}}}""")));
        Assert.InRange(known.Count, 1, 1_000);
        known.Read(new(Encoding.UTF8.GetBytes($$"""{"n":"{{new string('x', 20_000)}}"}""")));
        Assert.InRange(known.Count, 1, 1_000);
    }

    [Fact]
    public void What_a_later_minor_version_adds_is_passed_over()
    {
        var task = JsonNode.Parse(TaskBody.Write(BodySamples.Full))!;
        task["sent_by"] = "later";
        task["tasks"]![0]!["priority"] = new JsonObject { ["class"] = "high", ["steps"] = new JsonArray(1, 2) };
        task["tasks"]![0]!["steps"]![0]!["sandbox"] = true;
        task["tasks"]![0]!["task"]!["shard"] = 3;
        AssertSame(BodySamples.Full, TaskBody.Read(Bytes(task)).First);
        var report = JsonNode.Parse(ReportBodies.Write([BodySamples.Reports["claimed"]]))!;
        report["region"] = "eu";
        Assert.Equal(BodySamples.Reports["claimed"], Assert.Single(ReportBodies.Read(Bytes(report))));
        Assert.Empty(ControlBodies.Read("""{"v":1,"kind":"drain","pools":["io"]}"""u8).Stopped);
    }

    [Fact]
    public void A_later_version_is_refused_whatever_is_in_it()
    {
        foreach (var body in new[] { """{"v":2,"tasks":"elsewhere"}""", """{"kind":7,"v":12}""" })
        {
            Assert.Equal(RabbitMqCodes.MessageOfLaterVersion, Assert.Throws<UnreadableMessageException>(() => TaskBody.Read(Encoding.UTF8.GetBytes(body))).Code);
            var refused = Assert.Throws<UnreadableMessageException>(() => ReportBodies.Read(Encoding.UTF8.GetBytes(body)));
            Assert.Equal(RabbitMqCodes.MessageOfLaterVersion, refused.Code);
            Assert.Contains("version 1 is read here", refused.Message);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"v":0,"tasks":[]}""")]
    [InlineData("""{"v":1,"tasks":[]}""")]
    [InlineData("""{"v":1,"tasks":[null]}""")]
    [InlineData("""{"v":1,"tasks":null}""")]
    [InlineData("""{"v":1,"kind":"ended","execution_id":"01930d5e-7b00-7000-8000-000000000001","task":{"node":1,"attempt":1},"steps":[null]}""")]
    [InlineData("""{"v":1,"tasks":[{"execution_id":"x"}]}""")]
    [InlineData("""{"v":1,"kind":"ended"}""")]
    [InlineData("""{"v":1,"kind":"bundle"}""")]
    [InlineData("""{"v":1,"kind":"bundle","reports":[]}""")]
    [InlineData("""{"v":1,"kind":"bundle","reports":[null]}""")]
    [InlineData("""{"v":1,"kind":"bundle","reports":[{"v":1,"kind":"bundle","reports":[{"v":1,"kind":"wake"}]}]}""")]
    [InlineData("""{"v":1,"kind":"later"}""")]
    public void What_is_no_message_is_said_to_be_none(string body)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        Assert.Equal(RabbitMqCodes.MessageUnreadable, Assert.Throws<UnreadableMessageException>(() => TaskBody.Read(bytes)).Code);
        Assert.Equal(RabbitMqCodes.MessageUnreadable, Assert.Throws<UnreadableMessageException>(() => ReportBodies.Read(bytes)).Code);
    }

    [Fact]
    public void A_body_of_which_any_byte_is_lost_is_read_or_refused_and_never_more_than_that()
    {
        var random = new Random(20261121);
        foreach (var body in BodySamples.Messages.Values.Select(TaskBody.Write).Concat(BodySamples.Reports.Values.Select(report => ReportBodies.Write([report])).Append(ReportBodies.Write([.. BodySamples.Ended]))))
        {
            for (var i = 0; i < 300; i++)
            {
                var damaged = body.ToArray();
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
                Try(() => TaskBody.Read(damaged));
                Try(() => ReportBodies.Read(damaged));
            }
        }

        static void Try(Action read)
        {
            try
            {
                read();
            }
            catch (UnreadableMessageException)
            {
                // As it should be.
            }
        }
    }

    [Fact]
    public void A_value_may_be_as_deep_in_a_message_as_anywhere()
    {
        var deep = Encoding.UTF8.GetBytes(new string('[', 250) + new string(']', 250));
        var task = BodySamples.Least with { Context = new Dictionary<string, Core.Executions.Payload> { ["deep"] = Core.Executions.Payload.Inline(deep) } };
        Assert.Equal(task.Context["deep"], TaskBody.Read(TaskBody.Write(task)).First.Context["deep"]);
    }

    private static byte[] Bytes(JsonNode json) => Encoding.UTF8.GetBytes(json.ToJsonString(Relaxed));

    private static void AssertSame(NodeTask sent, NodeTask got)
    {
        Assert.Equal((sent.Execution, sent.Partition, sent.Workspace, sent.Graph, sent.Key), (got.Execution, got.Partition, got.Workspace, got.Graph, got.Key));
        Assert.Equal((sent.DispatchedAt, sent.Quarantine, sent.Resume, sent.TraceParent, sent.RequestId), (got.DispatchedAt, got.Quarantine, got.Resume, got.TraceParent, got.RequestId));
        Assert.Equal(sent.Context.OrderBy(each => each.Key), got.Context.OrderBy(each => each.Key));
        Assert.Equal(sent.Steps.Count, got.Steps.Count);
        foreach (var (step, read) in sent.Steps.Zip(got.Steps))
        {
            Assert.Equal((step.Node, step.Id, step.Type, step.Timeout, step.Attempt, step.ClaimFirst), (read.Node, read.Id, read.Type, read.Timeout, read.Attempt, read.ClaimFirst));
            Assert.Equal(step.With.ToValue(), read.With.ToValue());
            Assert.Equal(step.Inline, read.Inline);
            Assert.Equal((step.Cache?.Ttl, step.Cache?.Key?.ToValue()), (read.Cache?.Ttl, read.Cache?.Key?.ToValue()));
        }
    }
}
