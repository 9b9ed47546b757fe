using System.Text;
using Logos.Adapters.Postgres;
using Logos.Core.Executions;
using Logos.Core.Orchestration;

namespace Logos.Adapters.Tests.Postgres;

/// <summary>Values that a database might lay out anew, refuse, or take for something else.</summary>
[Trait("Needs", "postgres")]
public sealed class OddValueTests(PostgresFixture postgres)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("""{"zebra":1,"a":2}""")]
    [InlineData("""{"$blob":"execution/a/-/1/0","$length":5}""")]
    [InlineData("""{"$json":"eyJhIjoxfQ=="}""")]
    [InlineData("""{"a":{"$blob":"x"}}""")]
    [InlineData("""{ "$blob": "x" }""")]
    [InlineData("\"\\u0000\"")]
    [InlineData("\"\\ud800\"")]
    [InlineData("\"größer — 5 € 😀\"")]
    [InlineData("1e400")]
    [InlineData("0.10")]
    [InlineData("123456789012345678901234567.89")]
    [InlineData("null")]
    [InlineData("\"\"")]
    public async Task What_was_recorded_comes_back_to_the_letter(string json)
    {
        await using var store = PostgresStore.Open(await postgres.CreateAsync());
        var id = Guid.CreateVersion7();
        var head = new ExecutionHead { Id = id, Root = id, Partition = 0, Workspace = "w", Graph = "g", GraphVersion = 1, Inputs = Payload.Inline(Encoding.UTF8.GetBytes(json)), CreatedAt = DateTimeOffset.UnixEpoch };
        await store.Executions.SubmitAsync(new(head, null, []), Token);
        var lease = (await store.Executions.AcquireAsync(0, "a", Token))!;
        var row = new ExecutionRow(ExecutionStatus.Running, ExecutionPhase.Forward, new("LGS5001", Core.Work.FailureKind.Permanent, "a\0b"), head.Inputs, null, null, null, new(Rules.Values.Value.Null, 1, null, false, []));
        var node = new NodeRow("n") { Input = head.Inputs, Output = head.Inputs, Worker = "w\0" };
        Assert.Equal(CommitResult.Done, await store.Executions.CommitAsync(new(lease, lease.CommitSequence + 1, 0) { Changes = [new(id, row, [node], [])] }, Token));
        var stored = (await store.Executions.FindAsync(id, Token))!;
        Assert.Equal([json, json, json, json], new[] { stored.Head.Inputs, stored.Row.Results, stored.Nodes[0].Input, stored.Nodes[0].Output }.Select(payload => Encoding.UTF8.GetString(payload!.Json.Span)));
        Assert.Equal(("a\0b", "w\0"), (stored.Row.Error!.Message, stored.Nodes[0].Worker));
    }

    [Fact]
    public async Task What_is_not_there_any_more_cannot_be_changed()
    {
        await using var store = PostgresStore.Open(await postgres.CreateAsync());
        var lease = (await store.Executions.AcquireAsync(0, "a", Token))!;
        var row = new ExecutionRow(ExecutionStatus.Running, ExecutionPhase.Forward, null, null, null, null, null, new(Rules.Values.Value.Null, 1, null, false, []));
        Assert.Equal(CommitResult.Fenced, await store.Executions.CommitAsync(new(lease, lease.CommitSequence + 1, 0) { Changes = [new(Guid.CreateVersion7(), row, [new("n")], [])] }, Token));
        Assert.Equal(CommitResult.Fenced, await store.Executions.CommitAsync(new(lease, lease.CommitSequence + 1, 0) { Changes = [new(Guid.CreateVersion7(), row, [new("n")], []) { IsRowAsBefore = true }] }, Token));
        Assert.Equal(lease.CommitSequence, (await store.Executions.AcquireAsync(0, "a", Token))!.CommitSequence);
    }
}
