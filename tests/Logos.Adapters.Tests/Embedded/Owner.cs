using System.Text;
using Logos.Core.Executions;
using Logos.Core.Orchestration;
using Logos.Rules.Values;

namespace Logos.Adapters.Tests.Embedded;

/// <summary>The owner of a partition that writes rows as it likes.</summary>
internal sealed class Owner(IExecutionStore store, Lease lease)
{
    private static readonly ExecutionMemo Memo = new(Value.Null, 0, null, false, []);

    private long _sequence = lease.CommitSequence;

    public static async Task<Owner> Of(IExecutionStore store, int partition = 0) => new(store, (await store.AcquireAsync(partition, "test", CancellationToken.None))!);

    public static ExecutionRow Row(ExecutionStatus status, DateTimeOffset at) =>
        new(status, ExecutionPhase.Forward, null, Payload.Of(ValueJson.Parse("{\"n\": 1}")), at, status.IsEnd() ? at : null, null, Memo);

    public static NodeRow Node(string name, NodeStatus status, int outputSize = 20) => new(name)
    {
        Status = status,
        Attempt = 1,
        Output = Payload.Inline(Encoding.UTF8.GetBytes($"\"{new string('x', outputSize)}\"")),
    };

    /// <param name="begun">Has been submitted when it begins, unless it is a child.</param>
    public async Task<CommitResult> CommitAsync(IReadOnlyList<ExecutionHead> begun, IReadOnlyList<ExecutionChanges> changes)
    {
        foreach (var head in begun.Where(head => head.Parent is null))
            await store.SubmitAsync(new(head, null, []), CancellationToken.None);
        return await store.CommitAsync(new(lease, ++_sequence, 0) { Begun = begun, Changes = changes }, CancellationToken.None);
    }

    /// <returns>The heads of executions that have begun and, if asked, ended.</returns>
    public async Task<IReadOnlyList<ExecutionHead>> RunAsync(int count, bool end = true, int nodes = 4, DateTimeOffset? at = null, Func<ExecutionHead, ExecutionHead>? with = null)
    {
        var heads = Enumerable.Range(0, count).Select(_ => Submissions.Of(lease.Partition, at: at).Head).Select(with ?? (h => h)).ToList();
        foreach (var some in heads.Chunk(100))
        {
            await CommitAsync(some, [.. some.Select(h => new ExecutionChanges(h.Id, Row(ExecutionStatus.Running, h.CreatedAt), [Node("n0", NodeStatus.Running)], []))]);
            if (end)
                await CommitAsync([], [.. some.Select(h => End(h, nodes))]);
        }

        return heads;
    }

    public static ExecutionChanges End(ExecutionHead head, int nodes = 4) =>
        new(head.Id, Row(ExecutionStatus.Completed, head.CreatedAt), [.. Enumerable.Range(0, nodes).Select(n => Node($"n{n}", NodeStatus.Succeeded))], []);
}
