using Logos.Adapters.Blobs;
using Logos.Core.Blobs;
using Logos.Core.Executions;
using Logos.Core.Work;
using Logos.Rules.Values;
using Logos.Simulation.Disks;
using Logos.Workers.Faults;
using Logos.Workers.Running;

namespace Logos.Workers.Tests.Running;

public sealed class TaskRunnerTests
{
    private readonly Worker _worker = new();

    [Fact]
    public async Task A_step_reads_what_the_task_carries()
    {
        var output = await _worker.OutputAsync("a: { type: rule, with: { output: { double: '${{ inputs.x * 2 }}', of: 'x is ${{ inputs.x }}' } } }", """{"inputs":{"x":21}}""");

        Assert.Equal("""{"double":42,"of":"x is 21"}""", output.ToJson());
    }

    [Fact]
    public async Task The_steps_of_a_segment_read_what_those_before_them_yielded()
    {
        var steps = await _worker.RunAsync(
            """
            a: { type: rule, with: { output: { n: 1 } } }
            b: { type: rule, needs: [a], with: { output: { n: '${{ a.n + 1 }}' } } }
            c: { type: rule, needs: [b], with: { output: '${{ [a.n, b.n, b.n + 1] }}' } }
            """);

        Assert.Equal([0, 1, 2], steps.Select(step => step.Node));
        Assert.Equal("[1,2,3]", Worker.Output(steps[2]).ToJson());
        Assert.All(steps, step => Assert.Equal("w1", step.Worker));
    }

    [Fact]
    public async Task A_step_is_told_how_the_one_before_it_ended_and_its_output_stays_as_it_was()
    {
        var output = await _worker.OutputAsync(
            """
            a: { type: rule, with: { output: { n: 1 } } }
            b: { type: rule, needs: [a], with: { output: '${{ a.$status }}' } }
            c: { type: rule, needs: [b], with: { output: { a: '${{ a }}', b: '${{ b }}' } } }
            """);

        Assert.Equal("""{"a":{"n":1},"b":"succeeded"}""", output.ToJson());
    }

    [Fact]
    public async Task Only_the_first_step_of_a_segment_can_have_been_tried_before()
    {
        var attempts = new List<int>();
        _worker.With("note", context =>
        {
            attempts.Add(context.Attempt);
            return context.With;
        });

        var steps = await _worker.RunAsync(
            """
            a: { type: note, with: { attempt: '${{ run.attempt }}' } }
            b: { type: note, needs: [a], with: { attempt: '${{ run.attempt }}' } }
            """, """{"run":{"attempt":3}}""", change: task => task with { Key = task.Key with { Attempt = 3 } });

        Assert.Equal([3, 1], attempts);
        Assert.Equal("""{"attempt":3}""", Worker.Output(steps[0]).ToJson());
        Assert.Equal("""{"attempt":1}""", Worker.Output(steps[1]).ToJson());
    }

    [Fact]
    public async Task A_segment_ends_at_its_first_failure()
    {
        var ran = 0;
        _worker.With("count", _ => Value.From(++ran)).With("fail", _ => new Failure(WorkersCodes.Rejected, FailureKind.Permanent, "no"));

        var steps = await _worker.RunAsync(
            """
            a: { type: count }
            b: { type: fail, needs: [a] }
            c: { type: count, needs: [b] }
            """);

        Assert.Equal(2, steps.Count);
        Assert.Equal("no", Worker.Failure(steps[1]).Message);
        Assert.Equal(1, ran);
    }

    [Fact]
    public async Task A_segment_ends_at_the_first_boundary_after_its_time()
    {
        _worker.With("slow", _ =>
        {
            _worker.Clock.Advance(TimeSpan.FromMilliseconds(200));
            return Value.True;
        });

        var steps = await _worker.RunAsync(
            """
            a: { type: slow }
            b: { type: slow, needs: [a] }
            c: { type: slow, needs: [b] }
            d: { type: slow, needs: [c] }
            """);

        Assert.Equal(3, steps.Count);
        Assert.All(steps, step => Assert.Equal(TimeSpan.FromMilliseconds(200), step.EndedAt - step.StartedAt));
    }

    [Fact]
    public async Task Now_is_the_time_of_dispatch_wherever_it_is_asked_for()
    {
        var output = await _worker.OutputAsync(
            """
            a:
              type: rule
              with:
                let: { at: "${{ now() }}" }
                output: "${{ at }}"
            """);

        Assert.StartsWith("2026-01-31T07:59:00", output.AsString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_type_is_left_to_another_worker()
    {
        var failure = await _worker.RunAsync("a: { type: rule, with: { output: 1 } }", change: task => task with { Steps = [task.Steps[0] with { Type = "newer" }] });

        Assert.Equal(new(WorkersCodes.UnknownType, FailureKind.Transient, "this worker does not know the node type `newer`"), Worker.Failure(failure[0]));
    }

    [Fact]
    public async Task An_expression_that_fails_names_its_field()
    {
        _worker.With("take", _ => Value.Null);

        var failure = await _worker.FailureAsync("a: { type: take, with: { amount: '${{ inputs.x / (inputs.x - 1) }}' } }", """{"inputs":{"x":1}}""");

        Assert.Equal((Logos.Rules.Faults.RulesCodes.DivisionByZero, FailureKind.Permanent), (failure.Code, failure.Kind));
        Assert.StartsWith("`amount`: ", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(typeof(InvalidOperationException), WorkersCodes.HandlerFault, FailureKind.Permanent)]
    [InlineData(typeof(NullReferenceException), WorkersCodes.HandlerFault, FailureKind.Permanent)]
    [InlineData(typeof(IOException), WorkersCodes.BrokenConnection, FailureKind.Transient)]
    [InlineData(typeof(TimeoutException), WorkersCodes.BrokenConnection, FailureKind.Transient)]
    [InlineData(typeof(HttpRequestException), WorkersCodes.BrokenConnection, FailureKind.Transient)]
    [InlineData(typeof(System.Net.Sockets.SocketException), WorkersCodes.BrokenConnection, FailureKind.Transient)]
    [InlineData(typeof(OperationCanceledException), WorkersCodes.BrokenConnection, FailureKind.Transient)]
    public async Task An_exception_of_a_handler_is_a_failure_and_of_broken_connections_a_passing_one(Type type, string code, FailureKind kind)
    {
        foreach (var isAsync in new[] { false, true })
        {
            var worker = new Worker().With("throw", async (_, _) =>
            {
                if (isAsync)
                    await Task.Yield();
                throw (Exception)Activator.CreateInstance(type)!;
            });

            var failure = await worker.FailureAsync("a: { type: throw }");

            Assert.Equal((code, kind), (failure.Code, failure.Kind));
        }
    }

    [Fact]
    public async Task What_a_former_run_left_behind_reaches_the_first_step_and_beats_reach_the_listener()
    {
        var beats = new List<string>();
        _worker.With("resume", context =>
        {
            context.Beat(context.Resume["row"]);
            context.Progress(Value.From("half"));
            return context.Resume;
        });
        var watch = new TaskWatch { Resume = ValueJson.Parse("""{"row":7}"""), Beat = (step, value) => beats.Add($"{step.Id} {value}"), Progress = (step, value) => beats.Add($"{step.Id} {value}") };

        var steps = await _worker.RunAsync("a: { type: resume }\nb: { type: resume, needs: [a] }", watch: watch);

        Assert.Equal("""{"row":7}""", Worker.Output(steps[0]).ToJson());
        Assert.Equal("null", Worker.Output(steps[1]).ToJson());
        Assert.Equal(["a 7", "a \"half\"", "b null", "b \"half\""], beats);
    }

    [Theory]
    [InlineData("${{ a }}", """{"x":1}""")]
    [InlineData("${{ [a, a.$status, a.$error] }}", """[{"x":1},"succeeded",null]""")]
    public async Task How_a_node_ended_stands_beside_its_output(string output, string expected)
    {
        var steps = await _worker.RunAsync($"a: {{ type: rule, with: {{ output: {{ x: 1 }} }} }}\nb: {{ type: rule, needs: [a], with: {{ output: '{output}' }} }}");

        Assert.Equal(expected, Worker.Output(steps[1]).ToJson());
    }

    [Fact]
    public async Task A_value_kept_by_reference_is_fetched()
    {
        var (kept, gone) = (BlobKey.New(Guid.CreateVersion7(Worker.Dispatched), BlobKey.Inputs, TaskKey.NoItem, 0, Worker.Dispatched), BlobKey.New(Guid.CreateVersion7(Worker.Dispatched), "a", 3, 1, Worker.Dispatched));
        using var folder = new Folder();
        _worker.Blobs = FolderBlobs.Open(folder.Path);
        await _worker.Blobs.WriteAsync(kept, """{"rows":[1,2,3]}"""u8.ToArray(), TestContext.Current.CancellationToken);

        var steps = await _worker.RunAsync("a: { type: rule, with: { output: '${{ sum(inputs.rows) }}' } }", change: By(kept));
        var lost = await _worker.RunAsync("a: { type: rule, with: { output: '${{ sum(inputs.rows) }}' } }", change: By(gone));
        var unread = await _worker.RunAsync("a: { type: rule, with: { output: 7 } }", change: By(gone));
        _worker.Blobs = null;
        var nowhere = await _worker.RunAsync("a: { type: rule, with: { output: '${{ sum(inputs.rows) }}' } }", change: By(kept));

        Assert.Equal("6", Worker.Output(steps[0]).ToJson());
        Assert.Equal((WorkersCodes.ValueUnavailable, FailureKind.Transient), (Worker.Failure(lost[0]).Code, Worker.Failure(lost[0]).Kind));
        Assert.Equal("7", Worker.Output(unread[0]).ToJson());
        Assert.Equal((WorkersCodes.ValueUnavailable, FailureKind.Transient), (Worker.Failure(nowhere[0]).Code, Worker.Failure(nowhere[0]).Kind));

        static Func<NodeTask, NodeTask> By(BlobKey key) => task => task with { Context = new Dictionary<string, Payload> { ["inputs"] = Payload.Reference(key.ToString(), 16) } };
    }

    [Fact]
    public async Task A_large_output_goes_by_reference_and_ends_its_segment()
    {
        using var folder = new Folder();
        _worker.Blobs = FolderBlobs.Open(folder.Path);
        _worker.With("give", context => Value.From(new string('x', (int)context.With["length"].AsDecimal())));

        var small = await _worker.RunAsync($"a: {{ type: give, with: {{ length: {Payload.MaxInline - 2} }} }}\nb: {{ type: give, needs: [a], with: {{ length: '${{{{ len(a) - 65533 }}}}' }} }}");
        var large = await _worker.RunAsync($"a: {{ type: give, with: {{ length: {Payload.MaxInline - 1} }} }}\nb: {{ type: give, needs: [a], with: {{ length: 1 }} }}");

        Assert.Equal(["65536", "3"], small.Select(step => Assert.IsType<Outcome.Succeeded>(step.Outcome).Output).Select(output => output.IsInline ? output.Length.ToString() : "by reference"));
        var output = Assert.IsType<Outcome.Succeeded>(Assert.Single(large).Outcome).Output;
        Assert.Equal((false, 65537L), (output.IsInline, output.Length));
        var key = BlobKey.Parse(output.Blob!)!;
        Assert.Equal(("a", TaskKey.NoItem, 1), (key.Node, key.Item, key.Attempt));
        Assert.Equal(65537, (await _worker.Blobs.ReadAsync(key, TestContext.Current.CancellationToken)).Length);
    }

    [Fact]
    public async Task An_output_that_cannot_be_kept_is_tried_again()
    {
        _worker.Blobs = FolderBlobs.Open(new SimulatedDisk(1) { Fault = _ => new IOException("broken") });
        _worker.With("give", _ => Value.From(new string('x', 100_000)));

        var failure = await _worker.FailureAsync("a: { type: give }");

        Assert.Equal((WorkersCodes.ValueNotKept, FailureKind.Transient), (failure.Code, failure.Kind));
    }

    private sealed class Folder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("logos-").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
