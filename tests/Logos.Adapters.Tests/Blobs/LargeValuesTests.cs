using Logos.Adapters.Blobs;
using Logos.Core.Blobs;
using Logos.Core.Executions;
using Logos.Core.Orchestration;
using Logos.Rules.Values;
using Logos.Simulation.Disks;

namespace Logos.Adapters.Tests.Blobs;

public sealed class LargeValuesTests
{
    private static readonly DateTimeOffset At = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly FolderBlobs _blobs = FolderBlobs.Open(new SimulatedDisk(1));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private LargeValues Values => new(_blobs, TimeProvider.System);

    [Theory]
    [InlineData(Payload.MaxInline, true)]
    [InlineData(Payload.MaxInline + 1, false)]
    public async Task What_fits_into_a_row_stays_there(int bytes, bool stays)
    {
        var payload = Payload.Of(Text(bytes));

        var kept = await Values.KeepAsync(payload, new(Guid.CreateVersion7(At), "a", 3, 2), Token);

        Assert.Equal(stays, ReferenceEquals(payload, kept));
        Assert.Equal(stays, kept.IsInline);
        Assert.Equal(bytes, kept.Length);
        Assert.Equal(payload.Read(), await Values.ReadAsync(kept, Token));
    }

    [Fact]
    public async Task A_fork_copies_what_it_takes_over_and_outlives_what_it_came_from()
    {
        var (old, young) = (Guid.CreateVersion7(At), Guid.CreateVersion7(At));
        var output = await Values.KeepAsync(Payload.Of(Text(100_000)), new(old, "a", TaskKey.NoItem, 4), Token);
        var inputs = await Values.KeepAsync(Payload.Of(Text(90_000)), new(old, BlobKey.Inputs), Token);
        var small = Payload.Of(7);
        var fork = new Submission(Head(young, inputs), null, [new(0, output, Value.Null), new(1, small, Value.Null)]);

        var taken = await Values.TakeOverAsync(fork, Token);
        await _blobs.DeleteAsync(old, Token);

        Assert.Equal([young, young], new[] { taken.Head.Inputs, taken.Seeds[0].Output }.Select(payload => BlobKey.Parse(payload.Blob!)!.Execution));
        Assert.Equal("a", BlobKey.Parse(taken.Seeds[0].Output.Blob!)!.Node);
        Assert.Equal(Text(90_000), await Values.ReadAsync(taken.Head.Inputs, Token));
        Assert.Equal(Text(100_000), await Values.ReadAsync(taken.Seeds[0].Output, Token));
        Assert.Same(small, taken.Seeds[1].Output);
    }

    [Fact]
    public async Task Large_inputs_of_a_submission_are_kept_and_small_ones_left_alone()
    {
        var large = await Values.TakeOverAsync(new Submission(Head(Guid.CreateVersion7(At), Payload.Of(Text(70_000))), null, []), Token);
        var small = new Submission(Head(Guid.CreateVersion7(At), Payload.Of(Text(10))), null, []);

        Assert.False(large.Head.Inputs.IsInline);
        Assert.Same(small, await Values.TakeOverAsync(small, Token));
    }

    [Fact]
    public async Task A_key_that_is_none_is_not_followed()
    {
        await Assert.ThrowsAsync<IOException>(async () => await Values.ReadAsync(Payload.Reference("../journal.lock", 3), Token));
        await Assert.ThrowsAsync<IOException>(async () => await new LargeValues(null, TimeProvider.System).ReadAsync(Payload.Reference("x", 3), Token));
    }

    private static Value Text(int bytes) => new string('x', bytes - 2);

    private static ExecutionHead Head(Guid id, Payload inputs) => new()
    {
        Id = id,
        Root = id,
        Partition = 0,
        Workspace = "default",
        Graph = "g",
        GraphVersion = 1,
        Inputs = inputs,
        CreatedAt = At,
    };
}
