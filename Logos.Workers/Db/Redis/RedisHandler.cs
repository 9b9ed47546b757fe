using Logos.Adapters.Redis.Connections;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Work;
using Logos.Workers.Running;

namespace Logos.Workers.Db.Redis;

/// <summary>The type <c>redis</c>: one command on a named connection, or several that nobody else's come between. What a value holds is never read as a command.</summary>
public sealed class RedisHandler(Databases databases) : INodeHandler
{
    private static readonly Schema Schema = NodeTypeRegistry.BuiltIn.Find("redis")!.With;

    public async Task<NodeResult> RunAsync(NodeContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (InputCheck.Of(context.With, Schema) is { } bad)
            return bad;
        var commands = RedisCommand.Of(context.With);
        using var lease = await databases.Redis.TakeAsync(context, cancellationToken).ConfigureAwait(false);
        var limit = AnswerLimit.Of(context.With);
        var failing = commands[0];
        try
        {
            await using var session = new RedisSession(lease.Pool, await lease.Pool.RentAsync(cancellationToken).ConfigureAwait(false));
            if (lease.Pool.IsReadOnly)
            {
                foreach (var command in commands)
                    await lease.Pool.Reading.CheckAsync(session, failing = command, cancellationToken).ConfigureAwait(false);
                failing = commands[0];
            }

            if (context.With["commands"].IsNull)
                return RedisAnswer.Read(await session.SendAsync(commands[0].Parts, cancellationToken).ConfigureAwait(false), limit);
            return await RedisTransaction.RunAsync(session, commands, command => failing = command, limit, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (RedisException e)
        {
            return RedisFailures.Of(e, failing);
        }
    }
}
