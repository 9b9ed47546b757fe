using System.Globalization;
using Logos.Adapters.Redis.Connections;
using Logos.Adapters.Redis.Resp;
using Logos.Core.Work;
using Logos.Rules.Values;
using Logos.Workers.Faults;

namespace Logos.Workers.Db.Redis;

/// <summary>Several commands between MULTI and EXEC: all are taken or none is, and nobody else's come between. One that fails after that undoes none of the others, as Redis has it.</summary>
internal static class RedisTransaction
{
    /// <param name="trying">Told which command an answer is about.</param>
    /// <exception cref="RedisException">One was not taken, so that none was run; or the server is away.</exception>
    public static async Task<NodeResult> RunAsync(RedisSession session, IReadOnlyList<RedisCommand> commands, Action<RedisCommand> trying, AnswerLimit limit, CancellationToken cancellationToken)
    {
        // All on their way before the first is answered.
        Task<RespValue>[] sent =
        [
            session.SendAsync(["MULTI"], cancellationToken).AsTask(),
            .. commands.Select(command => session.SendAsync(command.Parts, cancellationToken).AsTask()),
            session.SendAsync(["EXEC"], cancellationToken).AsTask(),
        ];
        await ((Task)Task.WhenAll(sent)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        for (var i = 0; i < sent.Length; i++)
        {
            trying(commands[Math.Clamp(i - 1, 0, commands.Count - 1)]);
            await sent[i].ConfigureAwait(false);
        }

        var answers = (await sent[^1].ConfigureAwait(false)).Items.ToArray();
        for (var i = 0; i < answers.Length; i++)
        {
            if (answers[i].Kind != RespKind.Error)
                continue;
            var failure = RedisFailures.Of(new RedisServerException(answers[i].Text()), commands[i]);
            // Tried again, the others would be done twice.
            return failure with { Kind = FailureKind.Permanent, Code = WorkersCodes.StatementRefused, Message = $"command {(i + 1).ToString(CultureInfo.InvariantCulture)} of {commands.Count.ToString(CultureInfo.InvariantCulture)} failed, and the others were carried out: {failure.Message}" };
        }

        return Value.From(ValueList.From(answers.Select(answer => RedisAnswer.Read(answer, limit))));
    }
}
