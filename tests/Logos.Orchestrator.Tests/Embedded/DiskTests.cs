using Logos.Adapters.Faults;
using Logos.Adapters.Journal;
using Logos.Core.Executions;
using Logos.Core.Orchestration;
using Logos.Orchestrator.Embedded;
using Logos.Rules.Values;
using Logos.Simulation.Disks;

namespace Logos.Orchestrator.Tests.Embedded;

/// <summary>What an engine does when its disk is not as it should be.</summary>
public sealed class DiskTests : IDisposable
{
    private const string Graph = "name: g\ninputs: { text: { type: string } }\nnodes:\n  a: { type: rule, with: { output: { v: \"${{ inputs.text }}\" } } }\noutputs: { v: \"${{ a.v }}\" }\n";

    private const string Twice = "name: twice\ninputs: { text: { type: string } }\nnodes:\n  a: { type: rule, with: { output: { v: \"${{ inputs.text }}\" } } }\noutputs: { v: \"${{ a.v }}\", w: \"${{ a.v }}\" }\n";

    private readonly Folder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_full_disk_refuses_what_is_new_serves_what_is_there_and_is_forgotten_once_there_is_room()
    {
        var disk = new SimulatedDisk(1);
        var told = new System.Collections.Concurrent.ConcurrentQueue<bool>();
        await using var engine = EmbeddedEngine.Start(Options() with { Disk = disk, Journal = new() { SegmentSize = 64 * 1024, OnFull = told.Enqueue } });
        var first = await KeptFolderTests.SubmitAsync(engine, "g", "{\"text\": \"x\"}");
        await KeptFolderTests.EndAsync(engine, first);
        disk.Capacity = disk.Used;
        EngineFailedException? full = null;
        var accepted = new List<Guid>();
        for (var i = 0; full is null && i < 1000; i++)
        {
            try
            {
                accepted.Add(await KeptFolderTests.SubmitAsync(engine, "g", $"{{\"text\": \"{new string('x', 2000)}\"}}"));
            }
            catch (EngineFailedException e)
            {
                full = e;
            }
        }

        Assert.Equal(AdaptersCodes.JournalDiskFull, full?.Fault.Code);
        Assert.Equal(ExecutionStatus.Completed, (await engine.FindAsync(first, Token))!.Row.Status);
        Assert.Equal([true], told);
        disk.Capacity = long.MaxValue;
        // What had been accepted ends, and so does what comes now.
        accepted.Add(await KeptFolderTests.SubmitAsync(engine, "g", "{\"text\": \"x\"}"));
        foreach (var id in accepted)
            Assert.NotEqual("", await KeptFolderTests.EndAsync(engine, id));
        await KeptFolderTests.SubmitAsync(engine, "g", $"{{\"text\": \"{new string('x', 4000)}\"}}");
        Assert.Equal([true, false], told);
    }

    [Theory]
    [InlineData(typeof(IOException))]
    [InlineData(typeof(UnauthorizedAccessException))]
    [InlineData(typeof(DiskFullException))]
    public async Task Large_results_wait_for_a_disk_that_fails_and_the_engine_goes_on(Type fault)
    {
        var refused = 0;
        var disk = new SimulatedDisk(1);
        await using var engine = EmbeddedEngine.Start(Options() with { Disk = disk, Journal = new() { SegmentSize = 1024 * 1024 }, Orchestration = OrchestrationOptions.Default with { PollInterval = TimeSpan.FromMilliseconds(20) } });
        // The node's output stays in its row; the results have it twice, and are written by the owner.
        disk.Fault = step => step.Operation == DiskOperation.Create && step.File.EndsWith(".part", StringComparison.Ordinal) && Interlocked.Increment(ref refused) <= 3
            ? fault == typeof(DiskFullException) ? new DiskFullException("no room") : (Exception)Activator.CreateInstance(fault)!
            : null;
        var id = await KeptFolderTests.SubmitAsync(engine, "twice", $"{{\"text\": \"{new string('x', 40_000)}\"}}");

        await KeptFolderTests.EndAsync(engine, id);

        Assert.Equal(4, refused);
        Assert.False((await engine.FindAsync(id, Token))!.Row.Results!.IsInline);
        Assert.False(engine.WhenBroken.IsCompleted);
    }

    [Fact]
    public async Task A_disk_that_is_full_for_large_values_alone_is_told_and_that_it_is_over_as_well()
    {
        var disk = new SimulatedDisk(1);
        var (full, roomy) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var engine = EmbeddedEngine.Start(Options() with
        {
            Disk = disk,
            Feed = new(TimeProvider.System),
            KeyFile = Path.Combine(_folder.Path, "secrets.key"),
            Journal = new() { SegmentSize = 1024 * 1024 },
            LookForRoomEvery = TimeSpan.FromMilliseconds(20),
            BlobsFull = isFull => (isFull ? full : roomy).SetResult(),
        });
        await KeptFolderTests.SubmitAsync(engine, "g", "{\"text\": \"x\"}");
        Assert.Null(engine.Access.Refusal());
        disk.Capacity = disk.Used;

        await Assert.ThrowsAsync<EngineFailedException>(() => engine.SubmitAsync("g", Engines.Inputs($"{{\"text\": \"{new string('x', 100_000)}\"}}"), cancellationToken: Token));

        await full.Task.WaitAsync(Token);
        // What is small finds room in the journal all the while.
        await KeptFolderTests.SubmitAsync(engine, "g", "{\"text\": \"x\"}");
        Assert.StartsWith("no room: large values are refused", engine.Access.Refusal(), StringComparison.Ordinal);
        disk.Capacity = long.MaxValue;
        await roomy.Task.WaitAsync(Token);
        Assert.Null(engine.Access.Refusal());
    }

    [Fact]
    public void A_journal_that_cannot_begin_on_a_full_disk_asks_for_another_start()
    {
        var disk = new SimulatedDisk(1) { Capacity = 0 };

        var refused = Assert.Throws<EngineFailedException>(() => EmbeddedEngine.Start(Options() with { Disk = disk }));

        Assert.Equal(AdaptersCodes.JournalDiskFull, refused.Fault.Code);
        Assert.Contains("start again", refused.Fault.Hint, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(typeof(DiskFullException), AdaptersCodes.JournalDiskFull)]
    [InlineData(typeof(IOException), AdaptersCodes.BlobsAway)]
    [InlineData(typeof(UnauthorizedAccessException), AdaptersCodes.BlobsAway)]
    public async Task Large_inputs_that_cannot_be_written_are_refused_in_words_and_taken_once_they_can(Type fault, string code)
    {
        var disk = new SimulatedDisk(1);
        await using var engine = EmbeddedEngine.Start(Options() with { Disk = disk, Journal = new() { SegmentSize = 1024 * 1024 } });
        var inputs = Engines.Inputs($"{{\"text\": \"{new string('x', 100_000)}\"}}");
        var first = await KeptFolderTests.SubmitAsync(engine, "g", ((Value)inputs).ToJson());
        await KeptFolderTests.EndAsync(engine, first);
        var isFailing = true;
        disk.Fault = step => isFailing && step.Operation == DiskOperation.Create && step.File.EndsWith(".part", StringComparison.Ordinal)
            ? fault == typeof(DiskFullException) ? new DiskFullException("no room") : (Exception)Activator.CreateInstance(fault)!
            : null;
        Func<Task<ExecutionWatch>>[] ways =
        [
            () => engine.SubmitAsync("g", inputs, cancellationToken: Token),
            () => engine.RerunAsync(first, Token),
            () => engine.ForkAsync(first, "a", inputs, Token),
        ];

        foreach (var way in ways)
            Assert.Equal(code, (await Assert.ThrowsAsync<EngineFailedException>(way)).Fault.Code);

        isFailing = false;
        foreach (var way in ways)
        {
            using var watch = await way();
            Assert.NotEqual("", await KeptFolderTests.EndAsync(engine, watch.Head.Id));
        }
    }

    [Fact]
    public async Task A_folder_of_large_values_that_cannot_be_opened_is_named_and_the_journal_let_go()
    {
        var file = _folder.Write("blobs", "a file where the folder would be");

        var refused = Assert.Throws<EngineFailedException>(() => EmbeddedEngine.Start(Options()));
        Assert.Equal(AdaptersCodes.BlobsAway, refused.Fault.Code);
        Assert.Contains(file, refused.Message, StringComparison.Ordinal);

        File.Delete(file);
        await using var engine = EmbeddedEngine.Start(Options());
        Assert.NotEqual("", await KeptFolderTests.EndAsync(engine, await KeptFolderTests.SubmitAsync(engine, "g", "{\"text\": \"x\"}")));
    }

    [Fact]
    public async Task A_second_engine_on_the_folder_is_told_who_is_inside()
    {
        await using var engine = EmbeddedEngine.Start(Options());
        var refused = Assert.Throws<EngineFailedException>(() => EmbeddedEngine.Start(Options()));
        Assert.Equal(AdaptersCodes.JournalInUse, refused.Fault.Code);
        Assert.Contains(_folder.Path, refused.Message, StringComparison.Ordinal);
        Assert.Contains($"process {Environment.ProcessId}", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_cannot_be_written_is_named()
    {
        // A file stands where the folder would be: the same refusal, also for root, who may write everywhere.
        var file = _folder.Write("taken", "");
        var refused = Assert.Throws<EngineFailedException>(() => EmbeddedEngine.Start(Options() with { Folder = file }));
        Assert.Equal(AdaptersCodes.JournalNotWritable, refused.Fault.Code);
        Assert.Contains(file, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_record_stops_the_start_with_file_and_offset_and_a_torn_tail_does_not()
    {
        var ids = new List<Guid>();
        for (var start = 0; start < 3; start++)
        {
            await using var engine = EmbeddedEngine.Start(Options());
            ids.Add(await KeptFolderTests.SubmitAsync(engine, "g", "{\"text\": \"the middle of it\"}"));
            await KeptFolderTests.EndAsync(engine, ids[^1]);
        }

        var segment = Directory.EnumerateFiles(_folder.Path, "*.journal").First();
        var whole = await File.ReadAllBytesAsync(segment, Token);
        var end = whole.AsSpan().LastIndexOfAnyExcept((byte)0) + 1;

        // The last write, half of it.
        await File.WriteAllBytesAsync(segment, [.. whole[..(end - 3)], .. new byte[whole.Length - end + 3]], Token);
        await using (var engine = EmbeddedEngine.Start(Options()))
            Assert.Equal(ExecutionStatus.Completed, (await engine.FindAsync(ids[0], Token))!.Row.Status);

        var damaged = await File.ReadAllBytesAsync(segment, Token);
        damaged[damaged.AsSpan().IndexOf("the middle of it"u8)] ^= 1;
        await File.WriteAllBytesAsync(segment, damaged, Token);
        var refused = Assert.Throws<EngineFailedException>(() => EmbeddedEngine.Start(Options()));
        Assert.Equal(AdaptersCodes.JournalDamaged, refused.Fault.Code);
        Assert.Equal(Path.GetFileName(segment), refused.Fault.Path);
        Assert.Matches("at byte [0-9]+", refused.Message);
        Assert.Contains("logos data check", refused.Fault.Hint, StringComparison.Ordinal);
    }

    private EmbeddedEngineOptions Options() => Engines.Options(_folder.Path, null, Graph, Twice);
}
